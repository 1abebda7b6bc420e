using System.Net;
using System.Text;

namespace TapeDeck.TestKit;

/// <summary>Plays both ends of a TCP connection and keeps the Ethernet frames that would be seen on the wire, a microsecond apart.</summary>
public sealed class TcpTalk
{
    private readonly IPEndPoint _client;
    private readonly IPEndPoint _server;
    private uint _clientNext;
    private uint _serverNext;

    public TcpTalk(string client = "10.0.0.5:40000", string server = "10.0.0.9:80", uint clientIsn = 1000, uint serverIsn = 5_000_000)
    {
        (_client, _server) = (IPEndPoint.Parse(client), IPEndPoint.Parse(server));
        (_clientNext, _serverNext) = (clientIsn, serverIsn);
    }

    public List<CapturedFrame> Frames { get; } = [];

    /// <summary>When the next frame is seen.</summary>
    public long Now { get; set; } = 1_700_000_000_000_000_000;

    public TcpTalk Open()
    {
        Send(fromClient: true, FrameBuilder.Syn, []);
        Send(fromClient: false, FrameBuilder.Syn | FrameBuilder.Ack, []);
        return Send(fromClient: true, FrameBuilder.Ack, []);
    }

    /// <summary>Data of the client, in segments of at most <paramref name="size"/> bytes.</summary>
    public TcpTalk Client(ReadOnlySpan<byte> bytes, int size = int.MaxValue) => SendAll(true, bytes, size);

    public TcpTalk Client(string text, int size = int.MaxValue) => SendAll(true, Encoding.Latin1.GetBytes(text), size);

    /// <summary>Data of the server, in segments of at most <paramref name="size"/> bytes.</summary>
    public TcpTalk Server(ReadOnlySpan<byte> bytes, int size = int.MaxValue) => SendAll(false, bytes, size);

    public TcpTalk Server(string text, int size = int.MaxValue) => SendAll(false, Encoding.Latin1.GetBytes(text), size);

    public TcpTalk ClientFin() => Send(true, FrameBuilder.Fin | FrameBuilder.Ack, []);

    public TcpTalk ServerFin() => Send(false, FrameBuilder.Fin | FrameBuilder.Ack, []);

    public TcpTalk Close() => ServerFin().ClientFin().Send(false, FrameBuilder.Ack, []);

    public TcpTalk Reset(bool fromClient) => Send(fromClient, FrameBuilder.Rst | FrameBuilder.Ack, []);

    public TcpTalk Wait(TimeSpan time)
    {
        Now += time.Ticks * 100;
        return this;
    }

    /// <summary>The last <paramref name="count"/> frames were not captured.</summary>
    public TcpTalk Lose(int count = 1)
    {
        Frames.RemoveRange(Frames.Count - count, count);
        return this;
    }

    private TcpTalk SendAll(bool fromClient, ReadOnlySpan<byte> bytes, int size)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(size, bytes.Length)];
            Send(fromClient, FrameBuilder.Ack, part);
            bytes = bytes[part.Length..];
        }

        return this;
    }

    private TcpTalk Send(bool fromClient, byte flags, ReadOnlySpan<byte> payload)
    {
        ref var next = ref fromClient ? ref _clientNext : ref _serverNext;
        var acknowledgment = (flags & FrameBuilder.Ack) == 0 ? 0 : fromClient ? _serverNext : _clientNext;
        var (from, to) = fromClient ? (_client, _server) : (_server, _client);
        Frames.Add(new CapturedFrame(Now, FrameBuilder.Tcp(from, to, next, acknowledgment, flags, payload)));
        Now += 1000;
        next += (uint)payload.Length + ((flags & (FrameBuilder.Syn | FrameBuilder.Fin)) != 0 ? 1u : 0u);
        return this;
    }
}
