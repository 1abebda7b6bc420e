using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.Http;

/// <summary>A place in the tree of templates: what may follow the segments before it.</summary>
/// <param name="text">The template up to here.</param>
internal sealed class PathNode(byte[] text)
{
    private static readonly BytesComparer s_bytes = new();
    private readonly Dictionary<byte[], PathNode> _children = new(s_bytes);

    /// <summary>The template up to here, in Latin-1.</summary>
    public byte[] Text => text;

    /// <summary>Different words that may follow.</summary>
    public int Words { get; private set; }

    /// <summary>The place of all words, once there are too many.</summary>
    public PathNode? Any { get; private set; }

    public IEnumerable<KeyValuePair<byte[], PathNode>> Children => _children;

    public PathNode? Find(ReadOnlySpan<byte> shape) => _children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(shape, out var child) ? child : null;

    public PathNode Add(ReadOnlySpan<byte> shape, bool isWord)
    {
        Words += isWord ? 1 : 0;
        return _children[shape.ToArray()] = new PathNode([.. text, (byte)'/', .. shape]);
    }

    public PathNode AddAny() => Any = Add("{name}"u8, isWord: false);

    /// <summary>Takes all words away from here.</summary>
    public List<PathNode> TakeWords()
    {
        var words = _children.Where(child => child.Key is not [] && !child.Key.Contains((byte)'{')).ToList();
        words.ForEach(word => _children.Remove(word.Key));
        Words = 0;
        return [.. words.Select(word => word.Value)];
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
