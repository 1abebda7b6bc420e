using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Learns from the paths of a recording which endpoints they belong to: <c>/users/17/orders</c> → <c>/users/{id}/orders</c>. A segment is taken for a
/// value by its looks (<see cref="PathSegment"/>), or when there are more than <see cref="MostWords"/> different ones in the same place
/// (<see cref="MostFirstWords"/> in the first place): then all of them are <c>{name}</c>. What all paths together lead to does not depend on their order.
/// </summary>
internal sealed class PathTemplates
{
    /// <summary>Different words in one place that still are words.</summary>
    public const int MostWords = 60;

    /// <summary>The same for the first segment.</summary>
    public const int MostFirstWords = 300;

    /// <summary>Segments that are looked at; what follows them is <c>{rest}</c>.</summary>
    public const int MostSegments = 12;

    private const int MostNodes = 50_000; // beyond it every new word is a {name}
    private const int ShortSegment = 64;

    private readonly PathNode _root = new([]);
    private int _nodes;

    /// <summary>Whether a template given out before may be another one now; whoever corrects that takes it back.</summary>
    public bool HasChanged { get; set; }

    /// <summary>The template of a path of which nothing is known but its looks.</summary>
    public static string ByLooks(string path) => Encoding.Latin1.GetString(new PathTemplates().Learn(Encoding.Latin1.GetBytes(path)));

    /// <summary>Learns a path and gives its template as of now. A template is a path too and stays what it is, unless it has changed meanwhile.</summary>
    public ReadOnlySpan<byte> Learn(ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith((byte)'/'))
        {
            return path.Length <= ShortSegment ? path : "{token}"u8; // an asterisk, an authority, or no HTTP
        }

        Span<byte> room = stackalloc byte[PathSegment.MostBytes(ShortSegment)];
        var node = _root;
        var rest = path[1..];
        for (var depth = 0; ; depth++)
        {
            var end = rest.IndexOf((byte)'/');
            var segment = end < 0 ? rest : rest[..end];
            var shape = PathSegment.Shape(segment, segment.Length <= ShortSegment ? room : new byte[PathSegment.MostBytes(segment.Length)]);
            node = depth < MostSegments ? Child(node, shape, depth) : Child(node, "{rest}"u8, depth);
            if (end < 0 || depth == MostSegments)
            {
                return node.Text;
            }

            rest = rest[(end + 1)..];
        }
    }

    private static bool IsWord(ReadOnlySpan<byte> shape) => !shape.IsEmpty && shape.IndexOf((byte)'{') < 0;

    private PathNode Child(PathNode parent, ReadOnlySpan<byte> shape, int depth)
    {
        if (parent.Find(shape) is { } known)
        {
            return known;
        }

        if (!IsWord(shape))
        {
            HasChanged |= shape.SequenceEqual("{name}"u8) && parent.Words > 0; // a template that was learnt before
            return shape.SequenceEqual("{name}"u8) ? Merge(parent) : Add(parent, shape);
        }

        if (parent.Any is { } any)
        {
            return any;
        }

        if (_nodes < MostNodes && parent.Words < (depth == 0 ? MostFirstWords : MostWords))
        {
            return Add(parent, shape);
        }

        HasChanged |= parent.Words > 0;
        return Merge(parent);
    }

    private PathNode Add(PathNode parent, ReadOnlySpan<byte> shape)
    {
        _nodes++;
        return parent.Add(shape, IsWord(shape));
    }

    /// <summary>Makes one place of all words below a node, with all that was below any of them.</summary>
    private PathNode Merge(PathNode parent)
    {
        var any = parent.Any ?? parent.AddAny();
        foreach (var word in parent.TakeWords())
        {
            _nodes--;
            Move(word, any, depth: 1);
        }

        return any;
    }

    private void Move(PathNode from, PathNode to, int depth)
    {
        foreach (var (shape, child) in from.Children)
        {
            _nodes--;
            Move(child, Child(to, shape, depth), depth + 1);
        }
    }
}
