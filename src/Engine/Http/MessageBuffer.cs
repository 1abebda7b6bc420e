namespace TapeDeck.Engine.Http;

/// <summary>Bytes of a message that comes in several parts; what has grown to the right size becomes the payload itself.</summary>
internal sealed class MessageBuffer
{
    private const int Smallest = 4096;
    private const int LargestKept = 64 << 10;
    private const int LargestPromise = 1 << 20;

    private byte[] _bytes = [];

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes it occupies.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>The bytes in it, until it is changed.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Adds bytes. <paramref name="expected"/> is how many there will be in all, if that is known; a large promise is not trusted at once.</summary>
    public void Append(ReadOnlySpan<byte> bytes, long expected = 0)
    {
        var needed = Length + bytes.Length;
        if (needed > _bytes.Length)
        {
            var doubled = Math.Max(Smallest, 2 * _bytes.Length);
            var isTrusted = expected >= needed && expected <= Math.Max(LargestPromise, doubled);
            var grown = GC.AllocateUninitializedArray<byte>(isTrusted ? (int)expected : Math.Max(needed, doubled));
            Span.CopyTo(grown);
            _bytes = grown;
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
    }

    /// <summary>Forgets the first bytes.</summary>
    public void RemoveStart(int count)
    {
        Span[count..].CopyTo(_bytes);
        Length -= count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Length = 0;
        _bytes = _bytes.Length > LargestKept ? [] : _bytes;
    }

    /// <summary>The bytes to keep: the buffer's own when they nearly fill it, else a copy. The buffer is empty afterwards.</summary>
    public ReadOnlyMemory<byte> Detach(PayloadBlocks blocks)
    {
        var isFull = Length >= _bytes.Length / 4 * 3;
        var kept = isFull ? _bytes.AsMemory(0, Length) : blocks.Store(Span);
        _bytes = isFull ? [] : _bytes;
        Clear();
        return kept;
    }
}
