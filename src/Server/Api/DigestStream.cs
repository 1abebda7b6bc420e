using System.Security.Cryptography;

namespace TapeDeck.Server.Api;

/// <summary>A stream that is read once, from front to end, and whose end fails unless all bytes together have the digest that was announced.</summary>
internal sealed class DigestStream(Stream content, byte[] sha256) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isChecked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="DigestException">The end is reached and the digest is another.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        if (read == 0 && buffer.Length > 0 && !_isChecked)
        {
            _isChecked = true;
            var found = _hash.GetHashAndReset();
            if (!found.AsSpan().SequenceEqual(sha256))
            {
                throw new DigestException($"The content has the SHA-256 {Convert.ToHexStringLower(found)}, and {Convert.ToHexStringLower(sha256)} was announced: it was changed or cut on its way.");
            }
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Content is not what its sender announced.</summary>
internal sealed class DigestException(string message) : Exception(message);
