using System.Buffers.Text;
using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Rules;

/// <summary>Sets a header.</summary>
internal sealed record HeaderSetter(byte[] Name, byte[] Value);

/// <summary>Sets a query parameter.</summary>
internal sealed record ParameterSetter(byte[] Name, byte[] Value);

/// <summary>Tests a header; a missing or empty one never matches.</summary>
internal sealed record HeaderTest(byte[] Name, ByteRegex Pattern)
{
    public bool Matches(in RequestEditor request) => request.Header(Name) is { IsEmpty: false } value && Pattern.IsMatch(value);
}

/// <summary>Tests user and password of Basic authorisation (RFC 7617); a request without it passes.</summary>
internal sealed record BasicAuthTest(ByteRegex Pattern)
{
    public bool Passes(in RequestEditor request)
    {
        var value = request.Header("Authorization"u8);
        if (value.Length < 6 || !Ascii.EqualsIgnoreCase(value[..6], "basic "u8))
        {
            return true;
        }

        // What is no Base64 counts as far as it could be decoded (spec §6.3).
        var credentials = value[6..].Trim((byte)' ');
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(credentials.Length)];
        Base64.DecodeFromUtf8(credentials, decoded, out _, out var length);
        return Pattern.IsMatch(decoded.AsSpan(0, length));
    }
}

/// <summary>Keeps a share of the values of a header or parameter, always the same ones (spec §6.4).</summary>
internal sealed record HashLimit(byte[] Name, int Percent)
{
    public bool Keeps(ReadOnlySpan<byte> value) => Fnv1a.Hash(value) % 100 < Percent;
}

/// <summary>Rewrites the request target where it matches.</summary>
internal sealed record TargetRewrite(ByteRegex Pattern, GoReplacement Replacement);

/// <summary>Rewrites the value of a header where it matches; a missing or empty one is left alone.</summary>
internal sealed record HeaderRewrite(byte[] Name, ByteRegex Pattern, GoReplacement Replacement);
