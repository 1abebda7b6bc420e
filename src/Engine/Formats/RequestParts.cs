using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>A recorded request as programs that send requests want it: an address, headers, a body without chunks.</summary>
internal sealed class RequestParts
{
    /// <summary>Stands in addresses of requests that name no host: a name that nothing ever has (RFC 6761 §6.4).</summary>
    public const string NoHost = "no-host.invalid";

    private RequestParts(HttpRequestView view)
    {
        Method = Encoding.Latin1.GetString(view.Method);
        HasHost = view.Host.Length > 0;
        Target = view.Target.ToArray();
        Url = AddressOf(view);
        Headers = HeaderList.Of(view.Headers);
        Body = Headers.Any(header => Is(header, "Transfer-Encoding")) ? ChunkedBody.Decode(view.Body).Bytes : view.Body;
    }

    public string Method { get; }

    /// <summary>As it stands in the request line.</summary>
    public byte[] Target { get; }

    /// <summary>The bytes of an absolute URL: what was recorded was not encrypted, so its scheme is http.</summary>
    public byte[] Url { get; }

    /// <summary>The same as text that may stand in a URL (RFC 3986): what may not is escaped.</summary>
    public string EscapedUrl => string.Concat(Url.Select(value => value is > 0x20 and < 0x7F and not ((byte)'"' or (byte)'<' or (byte)'>' or (byte)'\\' or (byte)'^' or (byte)'`' or (byte)'{' or (byte)'|' or (byte)'}')
        ? ((char)value).ToString()
        : $"%{value:X2}"));

    /// <summary>Whether the request says which host it is for.</summary>
    public bool HasHost { get; }

    /// <summary>In wire order, names as sent.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>Without chunks, with its content codings.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The headers that say something about the request, not about how it was framed.</summary>
    public IEnumerable<(string Name, string Value)> Meaning => Headers.Where(header => !Is(header, "Content-Length") && !Is(header, "Transfer-Encoding") && !Is(header, "Connection"));

    public static RequestParts Of(Record request) => new(new HttpRequestView(request.Payload));

    public static bool Is((string Name, string Value) header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static byte[] AddressOf(HttpRequestView view)
    {
        var host = view.Host.Length > 0 ? view.Host : Encoding.ASCII.GetBytes(NoHost);
        return view.Target is [(byte)'/', ..] or [] ? [.. "http://"u8, .. host, .. view.Target]
            : view.Target.StartsWith("http"u8) ? view.Target.ToArray() : [.. "http://"u8, .. host, (byte)'/', .. view.Target];
    }
}
