using System.IO.Hashing;

namespace TapeDeck.Engine.Gzip;

/// <summary>Tells the beginning of a member from bytes that look like one by chance: those unpack to nothing, or to a few bytes.</summary>
internal sealed class GzipTrial
{
    /// <summary>As much of a member is looked at.</summary>
    public const int MostBytes = 16 << 10;

    /// <summary>What a trial costs at most, in bytes unpacked: most end with an exception.</summary>
    public const int Cost = 32 << 10;

    private const int Enough = 256; // noise does not unpack that far

    private readonly BitInput _input = new(Stream.Null);
    private readonly InflateWindow _window = new();
    private readonly Inflater _inflater;

    public GzipTrial() => _inflater = new Inflater(_input, _window);

    /// <summary>Whether some content can be unpacked from the start of a member, or all of it and its checksum is right.</summary>
    public bool Unpacks(ReadOnlySpan<byte> member)
    {
        _input.Begin(member);
        _window.Restore([]);
        _inflater.Begin();
        try
        {
            GzipHeader.Skip(_input);
            return !_inflater.Run(Enough) || EndsRight();
        }
        catch (InvalidDataException)
        {
            return _window.End >= Enough;
        }
    }

    private bool EndsRight()
    {
        var content = _window.Bytes.AsSpan(0, _window.End);
        return content.Length > 0 && GzipHeader.ReadEnd(_input) == (Crc32.HashToUInt32(content), (uint)content.Length);
    }
}
