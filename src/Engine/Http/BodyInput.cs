namespace TapeDeck.Engine.Http;

/// <summary>A body as a stream that can be read byte by byte: decoders keep what they decoded of a piece to themselves when they meet damage in it.</summary>
internal sealed class BodyInput(ReadOnlyMemory<byte> body) : Stream
{
    private int _next;

    /// <summary>So many bytes are read in pieces as large as asked for, those behind one at a time.</summary>
    public long WholeBytes { get; init; } = body.Length;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => body.Length;

    /// <summary>How much was read.</summary>
    public override long Position
    {
        get => _next;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var most = Math.Min(buffer.Length, (int)Math.Max(1, WholeBytes - _next));
        var piece = body.Span.Slice(_next, Math.Min(most, body.Length - _next));
        piece.CopyTo(buffer);
        _next += piece.Length;
        return piece.Length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // nothing is written
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
