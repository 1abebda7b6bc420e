using System.Text;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Tcp;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Tcp;

/// <summary>A protocol that writes down what it is given, one line of text for each stream.</summary>
internal sealed class StreamLog : ITcpProtocol
{
    public List<Connection> Connections { get; } = [];

    public Dictionary<SegmentFate, int> Fates { get; } = [];

    /// <summary>Feeds frames through the decoder and a reassembler, to the end of the source unless told otherwise.</summary>
    public static StreamLog Of(IEnumerable<CapturedFrame> frames, TcpLimits? limits = null, bool end = true, params int[] ports)
    {
        var log = new StreamLog();
        var reassembler = new TcpReassembler(new PortSet(ports.Length > 0 ? ports : [80]), limits ?? new TcpLimits(), log);
        var decoder = new FrameDecoder();
        foreach (var frame in frames)
        {
            Assert.Equal(FrameVerdict.Segment, decoder.Decode(frame.Bytes, LinkType.Ethernet, frame.Timestamp, out var segment));
            var fate = reassembler.Add(segment);
            log.Fates[fate] = log.Fates.GetValueOrDefault(fate) + 1;
        }

        if (end)
        {
            reassembler.End();
            Assert.Equal(0, reassembler.Connections);
        }

        return log;
    }

    public ITcpStreamHandler Open(TcpEndpoint client, TcpEndpoint server)
    {
        var connection = new Connection(client, server);
        Connections.Add(connection);
        return connection;
    }

    public StreamDirection? GuessDirection(ReadOnlySpan<byte> payload) =>
        payload.StartsWith("GET "u8) ? StreamDirection.ToServer : payload.StartsWith("HTTP"u8) ? StreamDirection.ToClient : null;

    internal sealed class Connection(TcpEndpoint client, TcpEndpoint server) : ITcpStreamHandler
    {
        private readonly StringBuilder[] _texts = [new(), new()];

        public TcpEndpoint Client => client;

        public TcpEndpoint Server => server;

        public string ToServer => _texts[0].ToString();

        public string ToClient => _texts[1].ToString();

        public long BufferedBytes { get; set; }

        public void OnData(StreamDirection direction, in SegmentMark mark, ReadOnlySpan<byte> bytes)
        {
            Assert.False(bytes.IsEmpty);
            _texts[(int)direction].Append(Encoding.Latin1.GetString(bytes));
        }

        public void OnGap(StreamDirection direction, long length)
        {
            Assert.NotEqual(0, length);
            _texts[(int)direction].Append(length < 0 ? "<joined>" : $"<gap {length}>");
        }

        public void OnEnd(StreamDirection direction, StreamEnd end) => _texts[(int)direction].Append($"<{end}>");
    }
}
