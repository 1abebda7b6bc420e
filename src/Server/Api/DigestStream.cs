using System.Security.Cryptography;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Api;

/// <summary>A stream whose end fails unless all bytes together have the digest that was announced.</summary>
internal sealed class DigestStream(Stream content, byte[] sha256) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isChecked;

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

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Content is not what its sender announced.</summary>
internal sealed class DigestException(string message) : Exception(message);
