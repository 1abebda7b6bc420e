namespace TapeDeck.Engine.Http;

/// <summary>Copies small payloads one behind the other into large blocks; the collector frees a block when no slice of it is left.</summary>
internal sealed class PayloadBlocks
{
    private const int BlockBytes = 64 << 10;
    private const int LargestShared = 16 << 10;

    private byte[] _block = [];
    private int _used;

    /// <summary>Room for <paramref name="length"/> bytes that nobody else has.</summary>
    public Memory<byte> Take(int length)
    {
        if (length > LargestShared)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        if (length > _block.Length - _used)
        {
            _block = GC.AllocateUninitializedArray<byte>(BlockBytes);
            _used = 0;
        }

        var room = _block.AsMemory(_used, length);
        _used += length;
        return room;
    }

    /// <summary>A copy that may be kept.</summary>
    public ReadOnlyMemory<byte> Store(ReadOnlySpan<byte> bytes)
    {
        var room = Take(bytes.Length);
        bytes.CopyTo(room.Span);
        return room;
    }
}
