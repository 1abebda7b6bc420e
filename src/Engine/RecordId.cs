using System.Buffers;
using System.Text;

namespace TapeDeck.Engine;

/// <summary>
/// The opaque token that ties a request, its response and its replayed response together (spec §1.3).
/// Any bytes without a space or line feed; captured records use 24 hexadecimal digits, of which the first 16 name the client connection.
/// </summary>
public readonly struct RecordId : IEquatable<RecordId>
{
    private const int CapturedLength = 24;
    private const int SessionLength = 16;
    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ReadOnlyMemory<byte> _text;

    /// <summary>Wraps the token's bytes without copying them.</summary>
    public RecordId(ReadOnlyMemory<byte> text) => _text = text;

    /// <summary>The token's bytes as they stand in the header line.</summary>
    public ReadOnlySpan<byte> Span => _text.Span;

    /// <summary>The part that names the client connection (spec §1.3): the first 16 of 24 hexadecimal digits; any other id names one of its own.</summary>
    public RecordId Session => IsCaptured ? new RecordId(_text[..SessionLength]) : this;

    /// <summary>Whether it has the form of the ids of captures, which name both ports, the client's address and a number.</summary>
    public bool IsCaptured => _text.Length == CapturedLength && !Span.ContainsAnyExcept(s_hexDigits);

    /// <summary>Makes an id from text.</summary>
    public static RecordId From(string text) => new(Encoding.Latin1.GetBytes(text));

    /// <inheritdoc/>
    public bool Equals(RecordId other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecordId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>FNV-1a of the token's bytes, 32 bits (spec §6.4): the same on every machine, to share records out by it.</summary>
    public uint Hash32()
    {
        var hash = 2166136261;
        foreach (var value in Span)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.Latin1.GetString(Span);

    /// <summary>Whether both ids are the same token.</summary>
    public static bool operator ==(RecordId left, RecordId right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(RecordId left, RecordId right) => !left.Equals(right);
}
