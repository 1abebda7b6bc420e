using System.Buffers;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// The request that a redirect asks for (RFC 9110 §15.4): after 301, 302 and 303 a GET without the body (HEAD stays HEAD), after 307 and 308 the same
/// again. Another server is told neither credentials nor cookies of the first, and the recorded server is never asked (spec §5.5).
/// </summary>
/// <param name="Target">Where it goes; the target itself, without a path in front, when the redirect stays there.</param>
/// <param name="IsElsewhere">Whether it goes to another server.</param>
/// <param name="Payload">The request, with the path as the redirect names it.</param>
internal sealed record Redirect(ReplayTarget Target, bool IsElsewhere, byte[] Payload)
{
    /// <summary>Whether a status is one that asks for another request.</summary>
    public static bool IsOne(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Reads a redirect; null when it cannot be followed.</summary>
    /// <param name="target">The server that answered.</param>
    /// <param name="request">The request as it was sent.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="response">The response, at least its head.</param>
    public static Redirect? Read(ReplayTarget target, ReadOnlyMemory<byte> request, int status, ReadOnlyMemory<byte> response)
    {
        var sent = new HttpRequestView(request);
        if (Resolve(target, sent, response) is not { } location)
        {
            return null;
        }

        var sentHost = Encoding.Latin1.GetString(sent.Host);
        var sameScheme = (location.Scheme == Uri.UriSchemeHttps) == target.IsTls;
        var stays = sameScheme && (IsAt(location, target.ToString()) || IsAt(location, sentHost));
        if (!stays && !IsHostOf(target, sentHost) && IsHost(location, sentHost))
        {
            return null; // the recorded host was kept, and that is where this leads: out of the target to the original
        }

        if (stays)
        {
            return new Redirect(target.WithoutPath(), false, Rewrite(sent, location, status, isElsewhere: false));
        }

        return ReplayTarget.TryParse($"{location.Scheme}://{location.Authority}", out var other, out _)
            ? new Redirect(other, true, Rewrite(sent, location, status, isElsewhere: true))
            : null;
    }

    private static Uri? Resolve(ReplayTarget target, HttpRequestView sent, ReadOnlyMemory<byte> response)
    {
        if (!new HttpResponseView(response).Headers.TryFind("Location"u8, out var value) || value.IsEmpty)
        {
            return null;
        }

        var origin = (target.IsTls ? "https://" : "http://") + target;
        var path = Encoding.Latin1.GetString(sent.Target);
        path = path.StartsWith(origin, StringComparison.Ordinal) ? path[origin.Length..] : path;
        var here = path.StartsWith('/') && Uri.TryCreate(origin + path, UriKind.Absolute, out var whole) ? whole : new Uri(origin);
        var reference = Encoding.UTF8.GetString(value);
        var there = reference.StartsWith('/') && !reference.StartsWith("//", StringComparison.Ordinal) ? origin + reference : reference;
        return Uri.TryCreate(here, there, out var location) && location.Host.Length > 0
            && (location.Scheme == Uri.UriSchemeHttp || location.Scheme == Uri.UriSchemeHttps) ? location : null;
    }

    private static bool IsAt(Uri location, string authority) => string.Equals(location.Authority, authority, StringComparison.OrdinalIgnoreCase);

    private static bool IsHost(Uri location, string authority) =>
        Uri.TryCreate("http://" + authority, UriKind.Absolute, out var sent) && string.Equals(location.IdnHost, sent.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsHostOf(ReplayTarget target, string authority) => string.Equals(target.ToString(), authority, StringComparison.OrdinalIgnoreCase);

    private static byte[] Rewrite(HttpRequestView sent, Uri location, int status, bool isElsewhere)
    {
        var repeats = status is 307 or 308;
        var request = new ArrayBufferWriter<byte>(1024);
        request.Write(repeats || sent.Method.SequenceEqual("HEAD"u8) ? sent.Method : "GET"u8);
        request.Write(Encoding.ASCII.GetBytes($" {location.PathAndQuery} "));
        request.Write(sent.Version);
        request.Write("\r\n"u8);
        foreach (var header in sent.Headers)
        {
            if (!IsProxys(header.Name) && (repeats || !IsOfTheBody(header.Name)) && !(isElsewhere && IsSecret(header.Name)))
            {
                request.Write(header.Name);
                request.Write(": "u8);
                request.Write(header.Value);
                request.Write("\r\n"u8);
            }
        }

        request.Write("\r\n"u8);
        request.Write(repeats ? sent.Body.Span : []);
        return request.WrittenSpan.ToArray();
    }

    private static bool IsProxys(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, "Proxy-Authorization"u8);

    private static bool IsSecret(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, "Authorization"u8) || Ascii.EqualsIgnoreCase(name, "Cookie"u8);

    private static bool IsOfTheBody(ReadOnlySpan<byte> name) =>
        (name.Length >= 8 && Ascii.EqualsIgnoreCase(name[..8], "Content-"u8)) || Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8)
        || Ascii.EqualsIgnoreCase(name, "Trailer"u8) || Ascii.EqualsIgnoreCase(name, "Expect"u8);
}
