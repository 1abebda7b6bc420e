using System.Buffers.Binary;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>
/// Ids of the messages of one connection (spec §1.3): 24 hexadecimal digits, of which the first 16 name the client and the server's port and
/// the last 8 are the acknowledgment number of the request's first packet, made larger where pipelined requests share it.
/// </summary>
internal sealed class CaptureIds(TcpEndpoint client, TcpEndpoint server, PayloadBlocks blocks)
{
    private uint? _last;

    /// <summary>The same for a connection that was accepted here.</summary>
    public static CaptureIds Of(ConnectionEnds ends, PayloadBlocks blocks) => new(TcpEndpoint.Of(ends.Client), TcpEndpoint.Of(ends.Server), blocks);

    /// <summary>The id of a request whose first packet has this acknowledgment number. No two calls give the same.</summary>
    public RecordId Next(uint acknowledgment)
    {
        var number = _last is { } last && SequenceNumber.Distance(acknowledgment, last) <= 0 ? last + 1 : acknowledgment;
        _last = number;
        return Format(number);
    }

    /// <summary>The id of a response that belongs to no request, by the sequence number of its first packet.</summary>
    public RecordId Unpaired(uint sequence) => Format(sequence);

    private RecordId Format(uint number)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, client.Port);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], server.Port);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)client.Suffix);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], number);
        var text = blocks.Take(24);
        WriteHex(bytes, text.Span);
        return new RecordId(text);
    }

    private static void WriteHex(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = "0123456789abcdef"u8[bytes[i] >> 4];
            text[(2 * i) + 1] = "0123456789abcdef"u8[bytes[i] & 0x0F];
        }
    }
}
