namespace TapeDeck.Engine.Replay;

/// <summary>One request on its way through the sender. Reused: a worker has one of these, not one a request.</summary>
internal sealed class ReplayExchange
{
    public Record Request { get; private set; } = null!;

    public long Number { get; private set; }

    /// <summary>As in <see cref="ReplayResult.Due"/>.</summary>
    public long Due { get; private set; }

    /// <summary>Whether a schedule wanted the request sent at <see cref="Due"/>.</summary>
    public bool IsPaced => Request.DueTimestamp != 0;

    public long Sent { get; set; }

    public long FirstByte { get; set; }

    public long Ended { get; set; }

    public int Status { get; set; }

    public long ResponseBytes { get; set; }

    public Record? Response { get; set; }

    public ReplayFailure? Failure { get; set; }

    public void Begin(in QueuedRequest request)
    {
        Request = request.Record;
        Number = request.Number;
        Due = request.Due;
        Restart();
        Failure = null;
    }

    /// <summary>Forgets what the first connection brought, for another try on a fresh one.</summary>
    public void Restart()
    {
        Sent = 0;
        FirstByte = 0;
        Ended = 0;
        Status = 0;
        ResponseBytes = 0;
        Response = null;
    }

    /// <summary>Keeps what came as the answer; the times must be there.</summary>
    /// <param name="payload">The answer, as far as it is kept.</param>
    /// <param name="isTruncated">Whether more came than was kept.</param>
    /// <param name="time">The clock of the times.</param>
    public void TakeResponse(byte[] payload, bool isTruncated, TimeProvider time)
    {
        var sinceSent = time.GetElapsedTime(Sent);
        Response = new Record
        {
            Kind = RecordKind.ReplayedResponse,
            Id = Request.Id,
            Timestamp = (time.GetUtcNow() - sinceSent - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Latency = time.GetElapsedTime(Sent, Ended).Ticks * TimeSpan.NanosecondsPerTick,
            Payload = payload,
            Flags = (isTruncated ? RecordFlags.Truncated : 0) | (Failure is null ? 0 : RecordFlags.Incomplete),
        };
    }

    public ReplayResult ToResult() => new()
    {
        Number = Number,
        Request = Request,
        Response = Response,
        Failure = Failure?.Reason,
        FailureDetail = Failure?.Detail,
        Status = Status,
        ResponseBytes = ResponseBytes,
        Due = Due,
        Sent = Sent,
        FirstByte = FirstByte,
        Ended = Ended,
    };
}
