using System.Buffers.Text;
using System.Net;
using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Who sent a request, as far as it is known: what a header says, else the connection, else its id.</summary>
internal static class ClientAddress
{
    /// <summary>Room for an address that is read out of an id.</summary>
    public const int MostBytes = 16;

    private const int IdStart = 8;
    private const int AddressBytes = 4;
    private const byte FirstMulticast = 224;

    /// <summary>The address as text.</summary>
    /// <param name="record">The request; or the response, when there is no request.</param>
    /// <param name="request">What the request says.</param>
    public static string Of(Record record, in RequestFacts request)
    {
        Span<byte> room = stackalloc byte[MostBytes];
        return request.Client.IsEmpty && record.Connection is { } ends ? Plain(ends.Client.Address).ToString() : Encoding.Latin1.GetString(Find(request.Client, record.Id, room));
    }

    /// <summary>What a header says, or the id; empty when neither does.</summary>
    /// <param name="said">What a header says; see <see cref="RequestFacts.Client"/>.</param>
    /// <param name="id">The id.</param>
    /// <param name="room">At least <see cref="MostBytes"/>.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> said, RecordId id, Span<byte> room) => said.IsEmpty ? OfId(id, room) : said;

    /// <summary>The client as ids of captures name it (spec §1.3): its IPv4 address, or of a longer address the last 4 bytes. What cannot be the address of a client is none.</summary>
    private static ReadOnlySpan<byte> OfId(RecordId id, Span<byte> room)
    {
        if (!id.IsCaptured)
        {
            return [];
        }

        Span<byte> address = stackalloc byte[AddressBytes];
        Convert.FromHexString(id.Span.Slice(IdStart, 2 * AddressBytes), address, out _, out _);
        if (address[0] is 0 or >= FirstMulticast)
        {
            return [];
        }

        var length = 0;
        foreach (var part in address)
        {
            Utf8Formatter.TryFormat(part, room[length..], out var digits);
            length += digits;
            room[length++] = (byte)'.';
        }

        return room[..(length - 1)];
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
