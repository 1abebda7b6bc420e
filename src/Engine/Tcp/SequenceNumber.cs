namespace TapeDeck.Engine.Tcp;

/// <summary>Arithmetic of sequence numbers modulo 2³² (RFC 9293 §3.4).</summary>
internal static class SequenceNumber
{
    /// <summary>How far <paramref name="number"/> lies after <paramref name="origin"/>; negative when before.</summary>
    public static int Distance(uint number, uint origin) => unchecked((int)(number - origin));
}
