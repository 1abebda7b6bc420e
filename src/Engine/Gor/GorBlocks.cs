namespace TapeDeck.Engine.Gor;

/// <summary>
/// Reads a stream into large blocks of which records are slices: a block is never written to again where a record may lie, and the
/// garbage collector frees it when its last record is gone. What is not consumed at a block's end moves to the next one.
/// </summary>
internal sealed class GorBlocks(Stream stream)
{
    private const int BlockBytes = 1 << 20;
    private byte[] _block = [];
    private int _start;
    private int _end;

    /// <summary>What has been read and not consumed.</summary>
    public ReadOnlyMemory<byte> Unconsumed => _block.AsMemory(_start, _end - _start);

    /// <summary>Bytes of the stream before <see cref="Unconsumed"/>.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the stream's end was reached.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Steps over the first bytes of <see cref="Unconsumed"/>.</summary>
    public void Consume(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Reads more behind <see cref="Unconsumed"/>; sets <see cref="IsLast"/> when there is none.</summary>
    /// <exception cref="InvalidDataException">The stream's compression is damaged; what was decoded before is there.</exception>
    public void ReadMore()
    {
        if (_end == _block.Length)
        {
            var kept = Unconsumed;
            var next = GC.AllocateUninitializedArray<byte>(kept.Length < BlockBytes / 2 ? BlockBytes : checked(kept.Length * 2));
            kept.CopyTo(next);
            (_block, _start, _end) = (next, 0, kept.Length);
        }

        var count = stream.Read(_block.AsSpan(_end));
        _end += count;
        IsLast = count == 0;
    }

    /// <summary>No more will be read.</summary>
    public void End() => IsLast = true;
}
