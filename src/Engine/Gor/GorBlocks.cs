namespace TapeDeck.Engine.Gor;

/// <summary>
/// Bytes of a stream in blocks of which records are slices: a block is never written to again where a record may lie, and the
/// garbage collector frees it when its last record is gone. What is not consumed at a block's end moves to the next one.
/// </summary>
/// <param name="blockBytes">Size of a block; larger when a record needs it.</param>
/// <param name="isReused">Whether there is but one block, in which all that was consumed is written over: for those who keep no records.</param>
internal sealed class GorBlocks(int blockBytes, bool isReused = false)
{
    private byte[] _block = [];
    private int _start;
    private int _end;

    /// <summary>What has been added and not consumed.</summary>
    public ReadOnlyMemory<byte> Unconsumed => _block.AsMemory(_start, _end - _start);

    /// <summary>Bytes of the stream before <see cref="Unconsumed"/>.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of the current block.</summary>
    public int BlockLength => _block.Length;

    /// <summary>Steps over the first bytes of <see cref="Unconsumed"/>.</summary>
    public void Consume(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Room behind <see cref="Unconsumed"/> to put more bytes into; at least one.</summary>
    public Memory<byte> Room()
    {
        if (_end == _block.Length)
        {
            var kept = Unconsumed;
            var bytes = kept.Length < blockBytes / 2 ? blockBytes : checked(kept.Length * 2);
            var next = isReused && _block.Length == bytes ? _block : GC.AllocateUninitializedArray<byte>(bytes);
            kept.CopyTo(next);
            (_block, _start, _end) = (next, 0, kept.Length);
        }

        return _block.AsMemory(_end);
    }

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Add(int count) => _end += count;
}
