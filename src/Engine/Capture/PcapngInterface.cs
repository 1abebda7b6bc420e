namespace TapeDeck.Engine.Capture;

/// <summary>What a pcapng file says about an interface.</summary>
internal sealed class PcapngInterface
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const int PowerOfTwo = 0x80;

    private ulong _unitsPerSecond = 1_000_000;

    /// <summary>Its link layer.</summary>
    public required LinkType Link { get; init; }

    /// <summary>Most bytes of a frame that were kept; 0 for no limit.</summary>
    public required uint SnapshotLength { get; init; }

    /// <summary>Seconds to be added to its times.</summary>
    public long OffsetSeconds { get; set; }

    /// <summary>Sets the resolution of its times: a power of ten or, with the highest bit, of two; false when such fine time cannot be told.</summary>
    public bool TrySetResolution(byte resolution)
    {
        var isBinary = (resolution & PowerOfTwo) != 0;
        var exponent = resolution & ~PowerOfTwo;
        if (exponent > (isBinary ? 63 : 19))
        {
            return false;
        }

        _unitsPerSecond = 1;
        while (exponent-- > 0)
        {
            _unitsPerSecond *= isBinary ? 2u : 10u;
        }

        return true;
    }

    /// <summary>A time of the file in nanoseconds since the Unix epoch.</summary>
    public long ToNanoseconds(ulong units)
    {
        var (seconds, rest) = Math.DivRem(units, _unitsPerSecond);
        var fraction = _unitsPerSecond <= NanosecondsPerSecond
            ? rest * NanosecondsPerSecond / _unitsPerSecond
            : (ulong)(rest * (NanosecondsPerSecond / (double)_unitsPerSecond));
        return (long)((seconds * NanosecondsPerSecond) + fraction) + (OffsetSeconds * (long)NanosecondsPerSecond);
    }
}
