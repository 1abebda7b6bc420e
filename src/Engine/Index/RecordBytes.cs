namespace TapeDeck.Engine.Index;

/// <summary>
/// The records of a recording's files, by where they stand. Files are read in large blocks, of which the latest are kept: asked for in
/// about the order of the file, each block is read once. For one thread.
/// </summary>
/// <param name="index">The recording's index, which stays open meanwhile.</param>
/// <param name="paths">In the order in which the index knows them.</param>
internal sealed class RecordBytes(RecordingIndex index, IReadOnlyList<string> paths) : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const int BlocksKept = 24;

    private readonly RecordFiles _files = new(index, paths);
    private readonly List<Block> _blocks = [];
    private Block? _latest;
    private long _clock;

    /// <summary>
    /// Header line and payload; empty when the file has changed and there is nothing any more. Good until a dozen other records were read.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReadOnlyMemory<byte> Read(RecordLocation at)
    {
        if (at.File >= _files.Count)
        {
            return default;
        }

        var start = (int)(at.Offset % BlockBytes);
        if (start + at.Length <= BlockBytes)
        {
            var block = Find(at.File, at.Offset / BlockBytes);
            return start + at.Length <= block.Length ? block.Bytes.AsMemory(start, at.Length) : default;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(at.Length);
        return _files.Read(at.File, at.Offset, bytes) == at.Length ? bytes : default;
    }

    public void Dispose() => _files.Dispose();

    private Block Find(int file, long number)
    {
        var block = _latest is { } latest && latest.File == file && latest.Number == number ? latest
            : _blocks.Find(known => known.File == file && known.Number == number) ?? Load(file, number);
        block.LastUsed = ++_clock;
        return _latest = block;
    }

    private Block Load(int file, long number)
    {
        var block = _blocks.Count < BlocksKept ? new Block() : _blocks.MinBy(known => known.LastUsed)!;
        if (_blocks.Count < BlocksKept)
        {
            _blocks.Add(block);
        }

        (block.File, block.Number) = (file, -1); // Unless it is filled it is nobody's.
        block.Length = _files.Read(file, number * BlockBytes, block.Bytes);
        block.Number = number;
        return block;
    }

    private sealed class Block
    {
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);

        public int File { get; set; }

        public long Number { get; set; }

        public int Length { get; set; }

        public long LastUsed { get; set; }
    }
}
