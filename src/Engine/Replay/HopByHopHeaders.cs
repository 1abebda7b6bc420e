using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// The headers of a message that concern only the connection it came over (RFC 9110 §7.6.1): the known ones and those that Connection names.
/// What frames the message stays, whatever Connection says.
/// </summary>
internal readonly ref struct HopByHopHeaders
{
    private readonly ReadOnlySpan<byte> _headers;
    private readonly bool _namesOthers;

    public HopByHopHeaders(ReadOnlySpan<byte> headers)
    {
        _headers = headers;
        _namesOthers = Names(default);
    }

    public bool Contains(ReadOnlySpan<byte> name) => IsKnown(name) || (_namesOthers && !IsFraming(name) && Names(name));

    private static bool IsKnown(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Ascii.EqualsIgnoreCase(name, "TE"u8),
        7 => Ascii.EqualsIgnoreCase(name, "Upgrade"u8),
        10 => Ascii.EqualsIgnoreCase(name, "Connection"u8) || Ascii.EqualsIgnoreCase(name, "Keep-Alive"u8),
        16 => Ascii.EqualsIgnoreCase(name, "Proxy-Connection"u8),
        _ => false,
    };

    private static bool IsFraming(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Host"u8) || Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8);

    /// <summary>Whether Connection names this header; without a name, whether it names any but the usual.</summary>
    private bool Names(ReadOnlySpan<byte> name)
    {
        foreach (var header in new HeaderReader(_headers))
        {
            if (!Ascii.EqualsIgnoreCase(header.Name, "Connection"u8))
            {
                continue;
            }

            foreach (var range in header.Value.Split((byte)','))
            {
                var option = header.Value[range].Trim(" \t"u8);
                var isUsual = option.IsEmpty || Ascii.EqualsIgnoreCase(option, "close"u8) || IsKnown(option);
                if (name.IsEmpty ? !isUsual : Ascii.EqualsIgnoreCase(option, name))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
