using System.Globalization;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.S3;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>
/// Where the chunks of a spool belong in a bucket: a file <c>a%2Fb_0.gor</c> becomes <c>a/b_N.gor</c>, N behind the highest number the bucket has
/// for that name. The bucket is asked once per name, when the first of its files is to go up: recording must not wait for S3.
/// </summary>
internal sealed class S3ChunkKeys(string bucket)
{
    private const string Slash = "%2F";

    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

    /// <summary>The name of a key's file in the spool, which has no folders.</summary>
    public static string FileNameOf(string key) => key.Replace("/", Slash, StringComparison.Ordinal);

    /// <summary>The next free address for a file of the spool; each call takes a number.</summary>
    /// <exception cref="IOException">The bucket cannot be asked.</exception>
    public async Task<S3Address> NextAsync(string path)
    {
        var (chunk, extension) = GorFileName.Split(Path.GetFileName(path));
        var prefix = chunk[..(chunk.LastIndexOf('_') + 1)].Replace(Slash, "/", StringComparison.Ordinal);
        if (!_next.TryGetValue(prefix + extension, out var number))
        {
            var found = await S3Store.Default.ListAsync(new S3Address(bucket, prefix)).ConfigureAwait(false);
            number = found.Select(address => GorChunkNames.NumberIn(address.Key, prefix, extension)).DefaultIfEmpty(-1).Max() + 1;
        }

        _next[prefix + extension] = number + 1;
        return new S3Address(bucket, string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}{extension}"));
    }
}
