using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>What lists and searches ask of a request, found in one walk over its head. The same as <see cref="HttpRequestView"/> finds; parts that are not there are empty.</summary>
public readonly ref struct RequestFacts
{
    /// <summary>Reads the head of a request as on the wire.</summary>
    public RequestFacts(ReadOnlyMemory<byte> payload)
    {
        var line = new RequestLine(payload.Span);
        Method = line.Method;
        Target = line.Target;
        bool hasHost = false, hasType = false;
        ReadOnlySpan<byte> forwarded = default;
        foreach (var header in new HeaderReader(line.Behind))
        {
            switch (header.Name.Length)
            {
                case 4 when !hasHost && Ascii.EqualsIgnoreCase(header.Name, "Host"u8):
                    hasHost = true;
                    Host = header.Value;
                    break;
                case 12 when !hasType && Ascii.EqualsIgnoreCase(header.Name, "Content-Type"u8):
                    hasType = true;
                    MediaType = MediaTypes.WithoutParameters(header.Value);
                    break;
                case 9 when Client.IsEmpty && Ascii.EqualsIgnoreCase(header.Name, "X-Real-IP"u8):
                    Client = header.Value;
                    break;
                case 15 when forwarded.IsEmpty && Ascii.EqualsIgnoreCase(header.Name, "X-Forwarded-For"u8):
                    forwarded = header.Value;
                    break;
            }
        }

        Client = Client.IsEmpty ? First(forwarded) : Client;
        if (!Target.StartsWith((byte)'/') && (Target.IndexOf("://"u8) > 0 || !hasHost))
        {
            Host = new HttpRequestView(payload).Host;
        }
    }

    /// <summary>The method token as sent.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>The request target as sent.</summary>
    public ReadOnlySpan<byte> Target { get; }

    /// <summary>The Host header, or the authority of an absolute target, or the target of a CONNECT.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>The media type of the body without parameters.</summary>
    public ReadOnlySpan<byte> MediaType { get; }

    /// <summary>The client's address as a proxy or a capture wrote it down: X-Real-IP, else the first of X-Forwarded-For.</summary>
    public ReadOnlySpan<byte> Client { get; }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> list)
    {
        var end = list.IndexOf((byte)',');
        return (end < 0 ? list : list[..end]).TrimEnd(" \t"u8);
    }
}
