using System.Text;

namespace TapeDeck.Engine.Relay;

/// <summary>What a listener that records requests says to its clients.</summary>
internal static class HttpAnswer
{
    /// <summary>The client shall send the body it announced (RFC 9110 §10.1.1).</summary>
    public static ReadOnlyMemory<byte> Continue { get; } = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    /// <summary>The request was taken.</summary>
    /// <param name="keepsAlive">Whether the client may send another.</param>
    /// <param name="now">For the Date header (RFC 9110 §6.6.1).</param>
    public static ReadOnlyMemory<byte> Ok(bool keepsAlive, DateTimeOffset now) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nDate: {now:R}\r\nConnection: {(keepsAlive ? "keep-alive" : "close")}\r\nContent-Length: 0\r\n\r\n");

    /// <summary>The request was not taken, and the connection ends.</summary>
    /// <param name="status">Code and phrase.</param>
    /// <param name="reason">A sentence of ASCII for people.</param>
    /// <param name="now">For the Date header.</param>
    public static ReadOnlyMemory<byte> Refusal(string status, string reason, DateTimeOffset now) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nDate: {now:R}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {reason.Length + 1}\r\n\r\n{reason}\n");
}
