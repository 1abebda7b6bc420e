using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Who sent a request, as far as it is known: what a header says, else the connection, else its id.</summary>
internal static class ClientAddress
{
    /// <summary>Most bytes of an address that is read out of an id.</summary>
    public const int MostBytes = 15;

    private const int IdStart = 8;
    private const int IdEnd = 16;
    private const byte FirstMulticast = 224;

    /// <summary>The address as text.</summary>
    /// <param name="record">The request; or the response, when there is no request.</param>
    /// <param name="request">What the request says.</param>
    public static string Of(Record record, in RequestFacts request)
    {
        Span<byte> room = stackalloc byte[MostBytes];
        return request.Client.IsEmpty && record.Connection is { } ends ? Plain(ends.Client.Address).ToString() : Encoding.Latin1.GetString(Find(request, record.Id, room));
    }

    /// <summary>What a header says, or the id; empty when neither does.</summary>
    public static ReadOnlySpan<byte> Find(in RequestFacts request, RecordId id, Span<byte> room) => request.Client.IsEmpty ? OfId(id, room) : request.Client;

    /// <summary>The client as ids of captures name it (spec §1.3): its IPv4 address, or of a longer address the last 4 bytes. What cannot be the address of a client is none.</summary>
    private static ReadOnlySpan<byte> OfId(RecordId id, Span<byte> room)
    {
        if (!id.IsCaptured)
        {
            return [];
        }

        var length = 0;
        for (var at = IdStart; at < IdEnd; at += 2)
        {
            var part = byte.Parse(id.Span.Slice(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (at == IdStart && part is (0 or >= FirstMulticast))
            {
                return [];
            }

            if (at > IdStart)
            {
                room[length++] = (byte)'.';
            }

            Utf8Formatter.TryFormat(part, room[length..], out var digits);
            length += digits;
        }

        return room[..length];
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
