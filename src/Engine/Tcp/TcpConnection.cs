namespace TapeDeck.Engine.Tcp;

/// <summary>A connection: its two streams, who is the client as soon as that is known, and its place in the table's order of use.</summary>
internal sealed class TcpConnection
{
    private const int FixedCost = 1024;

    private readonly ITcpProtocol _protocol;
    private readonly TcpStream _fromLow;
    private readonly TcpStream _fromHigh;
    private readonly bool _bothDirections;
    private StreamDirection? _lowSends;
    private StreamDirection? _suggestion;
    private readonly FlowKey _key;
    private TcpConnection? _nextInChain;
    private long _closeAt = long.MaxValue;

    public TcpConnection(in FlowKey key, ITcpProtocol protocol, TcpLimits limits)
    {
        _key = key;
        _protocol = protocol;
        _bothDirections = limits.BothDirections;
        _fromLow = new TcpStream(this, limits);
        _fromHigh = new TcpStream(this, limits);
    }

    /// <summary>Its two ends.</summary>
    public ref readonly FlowKey Key => ref _key;

    /// <summary>Takes the streams; null until the client is known.</summary>
    public ITcpStreamHandler? Handler { get; private set; }

    /// <summary>Whether both streams have ended, or the only one that is wanted.</summary>
    public bool IsClosed => Handler is not null && (_bothDirections ? _fromLow.IsEnded && _fromHigh.IsEnded : ToServer.IsEnded);

    /// <summary>Packet time of the last segment.</summary>
    public long LastSeen { get; set; }

    /// <summary>Packet time at which something has to be given up.</summary>
    public long Deadline => Math.Min(Math.Min(_closeAt, Handler?.Deadline ?? long.MaxValue), Math.Min(_fromLow.Deadline, _fromHigh.Deadline));

    /// <summary>The deadline for which the reassembler has been told to look after this connection.</summary>
    public long ScheduledFor { get; set; } = long.MaxValue;

    /// <summary>Bytes it costs now.</summary>
    public long Cost => FixedCost + _fromLow.HeldBytes + _fromHigh.HeldBytes + (Handler?.BufferedBytes ?? 0);

    /// <summary>Bytes it was last counted with.</summary>
    public long CountedCost { get; set; }

    /// <summary>Whether it has been taken out of the table.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The next connection of the same chain of the table.</summary>
    public ref TcpConnection? NextInChain => ref _nextInChain;

    /// <summary>The next less recently used connection.</summary>
    public TcpConnection? Older { get; set; }

    /// <summary>The next more recently used connection.</summary>
    public TcpConnection? Newer { get; set; }

    private TcpStream ToServer => _lowSends == StreamDirection.ToServer ? _fromLow : _fromHigh;

    private TcpStream ToClient => _lowSends == StreamDirection.ToServer ? _fromHigh : _fromLow;

    /// <summary>Whether a segment shows that the ports were taken by a new connection.</summary>
    public bool Contradicts(in TcpSegment segment) => StreamOf(segment).Contradicts(segment);

    /// <summary>Decides who is the client: which stream it is that <paramref name="sender"/> sends.</summary>
    public void Orient(TcpEndpoint sender, StreamDirection sends)
    {
        _lowSends = SentByLow(sender, sends);
        ToServer.Direction = StreamDirection.ToServer;
        ToClient.Direction = StreamDirection.ToClient;
        var lowIsClient = _lowSends == StreamDirection.ToServer;
        Handler = _protocol.Open(lowIsClient ? Key.Low : Key.High, lowIsClient ? Key.High : Key.Low);
        if (!_bothDirections)
        {
            ToClient.Discard();
        }
    }

    /// <summary>The same as an opinion only, for when nothing better is found.</summary>
    public void Suggest(TcpEndpoint sender, StreamDirection sends) => _suggestion ??= SentByLow(sender, sends);

    /// <summary>Decides by a segment with payload, if that or a suggestion tells who is the client.</summary>
    public void TryOpen(in TcpSegment segment)
    {
        if (_protocol.GuessDirection(segment.Payload) is { } sends)
        {
            Orient(segment.Source, sends);
        }
        else if (_suggestion is { } lowSends)
        {
            Orient(Key.Low, lowSends);
        }
    }

    /// <summary>Decides by what is held, if need be; false when even that does not tell.</summary>
    public bool TryOpen()
    {
        if (Handler is null && (Guess(_fromLow) ?? Opposite(Guess(_fromHigh)) ?? _suggestion) is { } lowSends)
        {
            Orient(Key.Low, lowSends);
        }

        return Handler is not null;
    }

    /// <summary>Takes a segment of either direction.</summary>
    public SegmentFate Add(in TcpSegment segment)
    {
        var stream = StreamOf(segment);
        return Handler is not null && !_bothDirections && stream == ToClient ? SegmentFate.Unwanted : stream.Add(segment);
    }

    /// <summary>Will be closed at that packet time at the latest.</summary>
    public void CloseAt(long time) => _closeAt = Math.Min(_closeAt, time);

    /// <summary>Gives up what has waited until <paramref name="now"/>; false when the connection is over.</summary>
    public bool OnTime(long now)
    {
        _fromLow.OnTime(now);
        _fromHigh.OnTime(now);
        Handler?.OnTime(now);
        return now < _closeAt;
    }

    /// <summary>Delivers what can be delivered and ends both streams, the client's first.</summary>
    public void Close(StreamEnd end)
    {
        if (TryOpen())
        {
            ToServer.Close(end);
            ToClient.Close(end);
        }

        _fromLow.Discard();
        _fromHigh.Discard();
    }

    private StreamDirection SentByLow(TcpEndpoint sender, StreamDirection sends) => sender == Key.Low ? sends : Opposite(sends)!.Value;

    private static StreamDirection? Opposite(StreamDirection? direction) => direction switch
    {
        StreamDirection.ToServer => StreamDirection.ToClient,
        StreamDirection.ToClient => StreamDirection.ToServer,
        _ => null,
    };

    private StreamDirection? Guess(TcpStream stream) => stream.HeldStart.IsEmpty ? null : _protocol.GuessDirection(stream.HeldStart);

    private TcpStream StreamOf(in TcpSegment segment) => segment.Source == Key.Low ? _fromLow : _fromHigh;
}
