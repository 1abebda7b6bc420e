namespace TapeDeck.Engine.Index;

/// <summary>The parts of a request target (RFC 9112 §3.2), slices of it.</summary>
internal readonly ref struct TargetParts
{
    /// <summary>Takes a target apart.</summary>
    public TargetParts(ReadOnlySpan<byte> target)
    {
        var end = target.IndexOf((byte)'?');
        Search = end < 0 ? [] : target[end..];
        var path = end < 0 ? target : target[..end];
        var scheme = path.StartsWith((byte)'/') ? -1 : path.IndexOf("://"u8);
        if (scheme <= 0)
        {
            Path = path;
            return;
        }

        var start = path[(scheme + 3)..].IndexOf((byte)'/');
        Path = start < 0 ? "/"u8 : path[(scheme + 3 + start)..];
        Absolute = target;
    }

    /// <summary>The path of an origin-form or absolute-form target.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>The question mark and what follows it; empty without one.</summary>
    public ReadOnlySpan<byte> Search { get; }

    /// <summary>The whole target when path and search alone do not make it up again; else empty.</summary>
    public ReadOnlySpan<byte> Absolute { get; }
}
