namespace TapeDeck.Engine.Http;

/// <summary>The parts of a request target (RFC 9112 §3.2).</summary>
internal static class RequestTarget
{
    /// <summary>The path of an origin-form or absolute-form target, without the query.</summary>
    public static string PathOf(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || path[0] == '/')
        {
            return path;
        }

        var start = path.IndexOf('/', scheme + 3);
        return start < 0 ? "/" : path[start..];
    }

    /// <summary>What follows the question mark; empty when there is none.</summary>
    public static string QueryOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? target[(at + 1)..] : "";
}
