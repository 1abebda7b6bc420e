namespace TapeDeck.TestKit;

/// <summary>A stream that gives only a few bytes a read, as pipes and decompressors do.</summary>
public sealed class TricklingStream(byte[] bytes, int bytesPerRead) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, bytesPerRead)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, bytesPerRead)], cancellationToken);
}
