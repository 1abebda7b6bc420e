namespace TapeDeck.Engine.Index;

/// <summary>A few short texts in memory of their own, side by side.</summary>
/// <param name="count">How many.</param>
internal sealed class RowTexts(int count)
{
    private const int UsualBytes = 256;
    private const int MostKeptBytes = 4 << 10;

    private readonly (int Start, int Length)[] _places = new (int, int)[count];
    private byte[] _bytes = new byte[UsualBytes];
    private int _used;

    /// <summary>A text; empty until it is set.</summary>
    public ReadOnlySpan<byte> this[int index] => Memory(index).Span;

    /// <summary>The same, to be held until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Memory(int index) => _bytes.AsMemory(_places[index].Start, _places[index].Length);

    /// <summary>Copies a text.</summary>
    public void Set(int index, ReadOnlySpan<byte> text)
    {
        if (_used + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_used));
        _places[index] = (_used, text.Length);
        _used += text.Length;
    }

    /// <summary>Empties all texts. Memory that is larger than usual is given back.</summary>
    public void Clear()
    {
        Array.Clear(_places);
        _used = 0;
        if (_bytes.Length > MostKeptBytes)
        {
            _bytes = new byte[UsualBytes];
        }
    }
}
