using System.Runtime.InteropServices;
using System.Text;

namespace TapeDeck.Engine.Index;

/// <summary>Memory for the texts of one chunk of rows, in UTF-8; where a text lies does not change until <see cref="Clear"/>.</summary>
internal sealed unsafe class TextArena : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly List<(nint Start, int Size)> _blocks = [];
    private int _block = -1;
    private int _used = int.MaxValue;

    /// <summary>Puts a Latin-1 text where DuckDB reads it from.</summary>
    public void Store(ReadOnlySpan<byte> text, ChunkAppender.DuckText* target)
    {
        *target = default;
        if (!Ascii.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(text));
        }

        target->Length = (uint)text.Length;
        if (text.Length <= ChunkAppender.DuckText.MostInline)
        {
            text.CopyTo(new Span<byte>(target->Inline, ChunkAppender.DuckText.MostInline));
            return;
        }

        var room = Room(text.Length);
        text.CopyTo(new Span<byte>(room, text.Length));
        text[..4].CopyTo(new Span<byte>(target->Inline, 4));
        target->Pointer = room;
    }

    /// <summary>Takes all texts back; the memory is used again.</summary>
    public void Clear()
    {
        _block = _blocks.Count > 0 ? 0 : -1;
        _used = _blocks.Count > 0 ? 0 : int.MaxValue;
    }

    public void Dispose()
    {
        foreach (var (start, _) in _blocks)
        {
            NativeMemory.Free((void*)start);
        }

        _blocks.Clear();
        Clear();
    }

    private byte* Room(int length)
    {
        while (_block < 0 || _used > _blocks[_block].Size - length)
        {
            _used = 0;
            if (++_block == _blocks.Count)
            {
                var size = Math.Max(BlockBytes, length);
                _blocks.Add(((nint)NativeMemory.Alloc((nuint)size), size));
            }
        }

        var start = (byte*)_blocks[_block].Start + _used;
        _used += length;
        return start;
    }
}
