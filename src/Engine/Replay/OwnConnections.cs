using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// The local ends of the connections that a run opened itself, so that its own capture leaves them out: what captures a port and sends to it
/// would otherwise record its own requests for ever (spec §12 row 28). Safe to use from several threads.
/// </summary>
public sealed class OwnConnections
{
    /// <summary>More than the ports of a machine: what was opened longest ago has been closed long since.</summary>
    private const int Most = 1 << 16;

    private readonly ConcurrentDictionary<IPEndPoint, byte> _ends = new();
    private readonly ConcurrentQueue<IPEndPoint> _order = new();
    private volatile bool _hasAny;

    /// <summary>Whether a client is this run itself.</summary>
    public bool Contains(IPEndPoint client) => _hasAny && _ends.ContainsKey(Plain(client));

    /// <summary>A connection was opened and nothing sent over it yet.</summary>
    internal void Add(Socket socket)
    {
        var end = Plain((IPEndPoint)socket.LocalEndPoint!);
        if (!_ends.TryAdd(end, 0))
        {
            return;
        }

        _hasAny = true;
        _order.Enqueue(end);
        if (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _ends.TryRemove(oldest, out _);
        }
    }

    private static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
