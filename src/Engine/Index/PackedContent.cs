using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace TapeDeck.Engine.Index;

/// <summary>The content of a compressed file, read through the blocks beside the index. The block read last is kept.</summary>
internal sealed class PackedContent(RecordingIndex index, int file) : RecordFiles.IContent
{
    private const int BlocksAtATime = 64;

    private readonly SafeFileHandle _blocks = File.OpenHandle(ContentBlock.PathOf(index.Database.Path), share: FileShare.ReadWrite | FileShare.Delete);
    private readonly Decompressor _decompressor = new();
    private readonly byte[] _content = new byte[ContentBlock.MostBytes];
    private List<ContentBlock> _known = [];
    private ContentBlock _current;

    public int Read(long offset, Span<byte> bytes)
    {
        if (!Holds(_current, offset))
        {
            if (Find(offset) is not { } block)
            {
                return 0;
            }

            Unpack(block);
        }

        var start = (int)(offset - _current.Start);
        var count = Math.Min(bytes.Length, _current.Length - start);
        _content.AsSpan(start, count).CopyTo(bytes);
        return count;
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _decompressor.Dispose();
    }

    private static bool Holds(ContentBlock block, long offset) => offset >= block.Start && offset < block.End;

    /// <summary>Blocks are mostly asked for in order: the next ones come along.</summary>
    private ContentBlock? Find(long offset)
    {
        if (!_known.Exists(block => Holds(block, offset)))
        {
            _known = index.Blocks(file, offset, BlocksAtATime);
        }

        return _known.Find(block => Holds(block, offset)) is { Length: > 0 } found ? found : null;
    }

    private void Unpack(ContentBlock block)
    {
        _current = default;
        var packed = new byte[block.PackedLength];
        try
        {
            if (RandomAccess.Read(_blocks, packed, block.Position) == packed.Length && _decompressor.Unwrap(packed, _content.AsSpan(0, block.Length)) == block.Length)
            {
                _current = block;
                return;
            }
        }
        catch (ZstdException)
        {
            // Told below.
        }

        throw new IOException($"What was unpacked of the compressed file is damaged at byte {block.Position}; index the recording anew.");
    }
}
