namespace TapeDeck.Engine.Capture;

/// <summary>
/// Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5), whatever their order. Bounded in datagrams, bytes and packet time; the first copy of a byte wins.
/// </summary>
internal sealed class FragmentStore
{
    private const int MaxDatagrams = 64;
    private const int MaxDatagramBytes = 65_535;
    private const long MaxAge = 30_000_000_000;

    private readonly Dictionary<DatagramKey, Datagram> _datagrams = [];
    private readonly Queue<DatagramKey> _order = new();

    /// <summary>Frames whose datagram was given up.</summary>
    public long Lost { get; private set; }

    /// <summary>Frames whose bytes went on with a later frame of their datagram.</summary>
    public long Absorbed { get; private set; }

    /// <summary>Takes a fragment; true when it was the last one missing: <paramref name="packet"/> is then the whole datagram.</summary>
    public bool TryJoin(scoped ref IpPacket packet, long timestamp, out byte[] datagram)
    {
        datagram = [];
        GiveUpOld(timestamp);
        var end = packet.FragmentOffset + packet.Payload.Length;
        if (end > MaxDatagramBytes || packet.Payload.Length < packet.WireLength)
        {
            Lost++; // impossible, or cut by the snapshot length
            return false;
        }

        var key = new DatagramKey(packet.Source, packet.Destination, packet.FragmentId, packet.Source.Length == 4 ? packet.Protocol : (byte)0);
        if (!_datagrams.TryGetValue(key, out var parts))
        {
            MakeRoom();
            _datagrams.Add(key, parts = new Datagram(timestamp));
            _order.Enqueue(key);
        }

        parts.Add(packet);
        if (!parts.IsWhole)
        {
            return false;
        }

        _datagrams.Remove(key);
        Absorbed += parts.Frames - 1;
        datagram = parts.Bytes[..parts.Length];
        packet.Protocol = parts.Protocol;
        return true;
    }

    /// <summary>The source is over: what is unfinished is lost.</summary>
    public void End()
    {
        foreach (var parts in _datagrams.Values)
        {
            Lost += parts.Frames;
        }

        _datagrams.Clear();
        _order.Clear();
    }

    private void GiveUpOld(long now)
    {
        while (_order.TryPeek(out var key) && (!_datagrams.TryGetValue(key, out var parts) || parts.Started + MaxAge < now))
        {
            GiveUp(_order.Dequeue());
        }
    }

    private void MakeRoom()
    {
        while (_datagrams.Count >= MaxDatagrams)
        {
            GiveUp(_order.Dequeue());
        }
    }

    private void GiveUp(DatagramKey key)
    {
        if (_datagrams.Remove(key, out var parts))
        {
            Lost += parts.Frames;
        }
    }

    private readonly record struct DatagramKey
    {
        private readonly UInt128 _source;
        private readonly UInt128 _destination;
        private readonly uint _id;
        private readonly byte _protocol;

        public DatagramKey(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, uint id, byte protocol)
        {
            (_source, _destination, _id, _protocol) = (Number(source), Number(destination), id, protocol);
        }

        private static UInt128 Number(ReadOnlySpan<byte> address)
        {
            UInt128 number = 0;
            foreach (var octet in address)
            {
                number = (number << 8) | octet;
            }

            return number;
        }
    }

    private sealed class Datagram(long started)
    {
        private readonly bool[] _present = new bool[MaxDatagramBytes];
        private int _count;
        private int _total = -1;

        public long Started => started;

        public byte[] Bytes { get; } = new byte[MaxDatagramBytes];

        public int Frames { get; private set; }

        public byte Protocol { get; private set; }

        public int Length => _total;

        public bool IsWhole => _total >= 0 && _count == _total;

        public void Add(scoped in IpPacket packet)
        {
            Frames++;
            var offset = packet.FragmentOffset;
            for (var i = 0; i < packet.Payload.Length; i++)
            {
                if (!_present[offset + i])
                {
                    _present[offset + i] = true;
                    Bytes[offset + i] = packet.Payload[i];
                    _count++;
                }
            }

            if (offset == 0)
            {
                Protocol = packet.Protocol;
            }

            if (!packet.MoreFragments)
            {
                _total = offset + packet.Payload.Length;
            }
        }
    }
}
