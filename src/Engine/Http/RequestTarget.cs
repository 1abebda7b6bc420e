using System.Numerics;

namespace TapeDeck.Engine.Http;

/// <summary>The parts of a request target (RFC 9112 §3.2), slices of it: of bytes as on the wire, or of text.</summary>
internal readonly ref struct RequestTarget<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private static readonly T[] s_root = [T.CreateTruncating('/')];

    /// <summary>Takes a target apart.</summary>
    public RequestTarget(ReadOnlySpan<T> target)
    {
        var end = target.IndexOf(T.CreateTruncating('?'));
        Search = end < 0 ? [] : target[end..];
        var path = end < 0 ? target : target[..end];
        var slash = s_root[0];
        var scheme = path.StartsWith(slash) ? -1 : path.IndexOf([T.CreateTruncating(':'), slash, slash]);
        if (scheme <= 0)
        {
            Path = path;
            return;
        }

        var start = path[(scheme + 3)..].IndexOf(slash);
        Path = start < 0 ? s_root : path[(scheme + 3 + start)..];
        Absolute = target;
    }

    /// <summary>The path of an origin-form or absolute-form target.</summary>
    public ReadOnlySpan<T> Path { get; }

    /// <summary>The question mark and what follows it; empty without one.</summary>
    public ReadOnlySpan<T> Search { get; }

    /// <summary>The whole target when path and search alone do not make it up again; else empty.</summary>
    public ReadOnlySpan<T> Absolute { get; }
}

/// <summary>The same as text.</summary>
internal static class RequestTarget
{
    /// <summary>The path of an origin-form or absolute-form target, without the query.</summary>
    public static string PathOf(string target) => new RequestTarget<char>(target).Path is var path && path.Length == target.Length ? target : path.ToString();

    /// <summary>What follows the question mark; empty when there is none.</summary>
    public static string QueryOf(string target) => new RequestTarget<char>(target).Search is [_, .. var query] ? query.ToString() : "";
}
