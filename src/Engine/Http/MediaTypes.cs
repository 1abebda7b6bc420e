namespace TapeDeck.Engine.Http;

/// <summary>Values of Content-Type (RFC 9110 §8.3).</summary>
internal static class MediaTypes
{
    /// <summary>Type and subtype as sent, without parameters.</summary>
    public static ReadOnlySpan<byte> WithoutParameters(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)';');
        return (end < 0 ? value : value[..end]).TrimEnd(" \t"u8);
    }
}
