using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>The headers of a message as sent: looked up regardless of case, walked over in wire order. Copies nothing.</summary>
public readonly struct HeaderBlock
{
    private readonly ReadOnlyMemory<byte> _bytes;

    internal HeaderBlock(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The first value of a header; empty when there is none.</summary>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> name]
    {
        get
        {
            TryFind(name, out var value);
            return value;
        }
    }

    /// <summary>Finds the first header of that name; false when there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var header in this)
        {
            if (Ascii.EqualsIgnoreCase(header.Name, name))
            {
                value = header.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>All values of a header as one comma-separated text (RFC 9110 §5.3); empty when there is none.</summary>
    public string Join(ReadOnlySpan<byte> name)
    {
        var joined = "";
        foreach (var header in this)
        {
            if (Ascii.EqualsIgnoreCase(header.Name, name))
            {
                var value = Encoding.Latin1.GetString(header.Value);
                joined = joined.Length == 0 ? value : $"{joined}, {value}";
            }
        }

        return joined;
    }

    /// <summary>Walks over the headers in wire order.</summary>
    public HeaderReader GetEnumerator() => new(_bytes.Span);
}
