using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using PacketDotNet;

namespace TapeDeck.Engine.Formats;

/// <summary>The frames of one made-up TCP connection: hands are shaken, messages sent in segments and acknowledged, both sides close.</summary>
/// <param name="number">Tells connections apart: every one has a client address and port of its own.</param>
/// <param name="host">The same host has the same server address.</param>
internal sealed class PacketTalk(long number, string host)
{
    private const int SegmentBytes = 1460;
    private const int Ports = 60_000;
    private const int FirstPort = 2_000;
    private const ushort ServerPort = 80;
    private static readonly PhysicalAddress s_clientCard = new([2, 0, 0, 0, 0, 1]);
    private static readonly PhysicalAddress s_serverCard = new([2, 0, 0, 0, 0, 2]);

    // Private addresses for clients (RFC 1918), those of benchmarks for servers (RFC 2544): neither can be mistaken for a recorded one.
    private readonly IPAddress _client = AddressOf(0x0A_00_00_01 + (uint)(number / Ports));
    private readonly IPAddress _server = AddressOf(0xC6_12_00_00 + (Fnv1a.Hash(Encoding.UTF8.GetBytes(host)) & 0x1_FFFF));
    private readonly ushort _clientPort = (ushort)(FirstPort + (number % Ports));
    private uint _clientNext;
    private uint _serverNext;

    public IEnumerable<byte[]> FramesOf(Record record, bool isFirst, bool isLast)
    {
        var fromClient = record.Kind == RecordKind.Request;
        return [.. isFirst ? Open() : [], .. Send(record.Payload, fromClient), .. isLast ? Close() : []];
    }

    private IEnumerable<byte[]> Open() =>
    [
        Frame(true, segment => segment.Synchronize = true, acknowledges: false),
        Frame(false, segment => segment.Synchronize = true),
        Frame(true),
    ];

    private IEnumerable<byte[]> Send(ReadOnlyMemory<byte> payload, bool fromClient)
    {
        for (var start = 0; start < payload.Length; start += SegmentBytes)
        {
            var bytes = payload.Slice(start, Math.Min(SegmentBytes, payload.Length - start)).ToArray();
            yield return Frame(fromClient, segment => (segment.Push, segment.PayloadData) = (true, bytes));
        }

        yield return Frame(!fromClient);
    }

    private IEnumerable<byte[]> Close() => [Frame(false, segment => segment.Finished = true), Frame(true, segment => segment.Finished = true), Frame(false)];

    private byte[] Frame(bool fromClient, Action<TcpPacket>? change = null, bool acknowledges = true)
    {
        var (sequence, acknowledged) = fromClient ? (_clientNext, _serverNext) : (_serverNext, _clientNext);
        var segment = new TcpPacket(fromClient ? _clientPort : ServerPort, fromClient ? ServerPort : _clientPort)
        {
            SequenceNumber = sequence,
            AcknowledgmentNumber = acknowledges ? acknowledged : 0,
            Acknowledgment = acknowledges,
            WindowSize = ushort.MaxValue,
        };
        change?.Invoke(segment);
        var length = (uint)(segment.PayloadData?.Length ?? 0) + (segment.Synchronize || segment.Finished ? 1u : 0);
        (_clientNext, _serverNext) = fromClient ? (_clientNext + length, _serverNext) : (_clientNext, _serverNext + length);
        return Wrap(segment, fromClient);
    }

    private byte[] Wrap(TcpPacket segment, bool fromClient)
    {
        var packet = new IPv4Packet(fromClient ? _client : _server, fromClient ? _server : _client) { TimeToLive = 64, PayloadPacket = segment };
        var frame = new EthernetPacket(fromClient ? s_clientCard : s_serverCard, fromClient ? s_serverCard : s_clientCard, EthernetType.IPv4) { PayloadPacket = packet };
        packet.UpdateIPChecksum();
        segment.UpdateTcpChecksum();
        return frame.Bytes;
    }

    private static IPAddress AddressOf(uint address) => new([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]);
}
