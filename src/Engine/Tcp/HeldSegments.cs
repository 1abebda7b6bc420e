using System.Buffers;

namespace TapeDeck.Engine.Tcp;

/// <summary>Bytes of a stream that came before their turn: pieces in order of sequence that never overlap. The first copy of a byte wins.</summary>
internal sealed class HeldSegments
{
    private Piece[] _pieces = [];
    private int _head;
    private int _end;

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _head == _end;

    /// <summary>Bytes held.</summary>
    public int Bytes { get; private set; }

    /// <summary>Mark of the first byte held.</summary>
    public SegmentMark FirstMark => _pieces[_head].Mark;

    /// <summary>The first piece.</summary>
    public ReadOnlySpan<byte> FirstBytes => _pieces[_head].Span;

    /// <summary>Copies what is not held yet; false when all of it was.</summary>
    public bool Add(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var added = false;
        var index = FirstEndingAfter(mark.Sequence);
        var taken = 0;
        while (taken < bytes.Length)
        {
            var from = mark.After(taken);
            var free = index < _end ? SequenceNumber.Distance(_pieces[index].Mark.Sequence, from.Sequence) : int.MaxValue;
            if (free > 0)
            {
                var part = bytes.Slice(taken, Math.Min(free, bytes.Length - taken));
                Insert(index++, from, part);
                taken += part.Length;
                added = true;
            }
            else
            {
                taken = SequenceNumber.Distance(_pieces[index].End, mark.Sequence);
                index++;
            }
        }

        return added;
    }

    /// <summary>Forgets the first piece.</summary>
    public void RemoveFirst()
    {
        var piece = _pieces[_head];
        Bytes -= piece.Length;
        ArrayPool<byte>.Shared.Return(piece.Array);
        _pieces[_head++] = default;
        if (IsEmpty || _head > _pieces.Length / 2)
        {
            MoveToStart();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        while (!IsEmpty)
        {
            RemoveFirst();
        }
    }

    private void MoveToStart()
    {
        var rest = _pieces.AsSpan(_head, _end - _head);
        rest.CopyTo(_pieces);
        _pieces.AsSpan(rest.Length, _head).Clear();
        (_head, _end) = (0, rest.Length);
    }

    private int FirstEndingAfter(uint sequence)
    {
        int low = _head, high = _end;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (SequenceNumber.Distance(_pieces[middle].End, sequence) > 0)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private void Insert(int index, SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var array = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(array);
        if (_end == _pieces.Length)
        {
            Array.Resize(ref _pieces, Math.Max(4, 2 * _end));
        }

        _pieces.AsSpan(index, _end - index).CopyTo(_pieces.AsSpan(index + 1));
        _pieces[index] = new Piece(mark, array, bytes.Length);
        _end++;
        Bytes += bytes.Length;
    }

    private readonly record struct Piece(SegmentMark Mark, byte[] Array, int Length)
    {
        public uint End => Mark.Sequence + (uint)Length;

        public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);
    }
}
