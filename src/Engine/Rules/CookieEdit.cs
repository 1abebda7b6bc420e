using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Rules;

/// <summary>Sets one cookie of a request, or takes it out (null). The others stay byte for byte; names are compared with case (RFC 6265 §5.4).</summary>
internal sealed record CookieEdit(byte[] Name, byte[]? Value)
{
    public void Apply(ref RequestEditor request)
    {
        var cookies = request.Header("Cookie"u8);
        if (TryFind(cookies, out var pair))
        {
            Replace(ref request, cookies, pair);
        }
        else if (Value is not null)
        {
            request.SetHeader("Cookie"u8, [.. cookies, .. cookies.IsEmpty ? ""u8 : "; "u8, .. Name, (byte)'=', .. Value]);
        }
    }

    private void Replace(ref RequestEditor request, ReadOnlySpan<byte> cookies, Range pair)
    {
        var before = cookies[..pair.Start];
        var after = cookies[pair.End..];
        if (Value is not null)
        {
            request.SetHeader("Cookie"u8, [.. before, .. Name, (byte)'=', .. Value, .. after]);
            return;
        }

        byte[] rest = after.IsEmpty ? [.. before.TrimEnd("; "u8)] : [.. before, .. after[1..].TrimStart((byte)' ')];
        if (rest.Length == 0)
        {
            request.RemoveHeader("Cookie"u8);
        }
        else
        {
            request.SetHeader("Cookie"u8, rest);
        }
    }

    /// <summary>Where the pair of that name stands, without the blanks around it.</summary>
    private bool TryFind(ReadOnlySpan<byte> cookies, out Range pair)
    {
        for (var start = 0; start < cookies.Length;)
        {
            var length = cookies[start..].IndexOf((byte)';');
            var end = length < 0 ? cookies.Length : start + length;
            var first = start + cookies[start..end].Length - cookies[start..end].TrimStart((byte)' ').Length;
            var text = cookies[first..end];
            var equals = text.IndexOf((byte)'=');
            if ((equals < 0 ? text : text[..equals]).Trim((byte)' ').SequenceEqual(Name))
            {
                pair = first..end;
                return true;
            }

            start = end + 1;
        }

        pair = default;
        return false;
    }
}
