namespace TapeDeck.Engine.Index;

/// <summary>A stretch of the content of a compressed file, packed by itself, in the file of blocks beside the index (ADR 20).</summary>
/// <param name="Source">Position of the compressed file in the recording's list of files, from 0.</param>
/// <param name="Start">Where the stretch begins in the content.</param>
/// <param name="Length">Bytes of the stretch.</param>
/// <param name="Position">Where it stands in the file of blocks.</param>
/// <param name="PackedLength">Bytes it takes there.</param>
internal readonly record struct ContentBlock(int Source, long Start, int Length, long Position, int PackedLength)
{
    /// <summary>Most bytes of a stretch: unpacked in a millisecond or two.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Where the stretch ends in the content.</summary>
    public long End => Start + Length;

    /// <summary>The file of blocks that belongs to an index.</summary>
    public static string PathOf(string index) => index + ".blocks";
}
