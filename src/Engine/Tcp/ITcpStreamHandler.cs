namespace TapeDeck.Engine.Tcp;

/// <summary>Takes the two ordered byte streams of one connection.</summary>
internal interface ITcpStreamHandler
{
    /// <summary>Bytes the handler keeps of unfinished work; counts towards the memory limit.</summary>
    long BufferedBytes { get; }

    /// <summary>Packet time at which it wants to be told that time has passed, nanoseconds since the Unix epoch.</summary>
    long Deadline => long.MaxValue;

    /// <summary>Time has passed until <paramref name="now"/> and nothing came.</summary>
    void OnTime(long now)
    {
    }

    /// <summary>The next bytes of a stream, borrowed for the call. One call never spans two segments.</summary>
    void OnData(StreamDirection direction, in SegmentMark mark, ReadOnlySpan<byte> bytes);

    /// <summary>Bytes are missing before the next ones: <paramref name="length"/> of them, or −1 when the stream was joined midway.</summary>
    void OnGap(StreamDirection direction, long length);

    /// <summary>No more bytes of this stream come. Called once for each direction, at the latest when the connection is given up.</summary>
    void OnEnd(StreamDirection direction, StreamEnd end);
}
