using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Results of a replay, made when asked for.</summary>
public sealed class FakeReplayResults : IReplayResults
{
    public long Total { get; set; } = 61_440;

    /// <summary>Holds back lists until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async Task<ReplayResultPage> ListAsync(string replayId, ReplayResultQuery query, CancellationToken cancellationToken)
    {
        if (Gate is not null)
        {
            await Gate.Task.WaitAsync(cancellationToken);
        }

        var rows = new List<ReplayResultRow>();
        long matching = 0;
        long before = 0;
        for (long number = 0; number < Total; number++)
        {
            if ((query.FailedOnly && number % 512 != 7) || (query.Id is { } id && IdOf(number) != id))
            {
                continue;
            }

            before += query.After >= number ? 1 : 0;
            if (matching++ >= query.Start && !(query.After >= number) && rows.Count < query.Count)
            {
                rows.Add(Row(number));
            }
        }

        return new ReplayResultPage(rows, query.After is null ? query.Start : before, matching);
    }

    public Task<IReadOnlyList<FieldValue>> ValuesAsync(string replayId, string field, string prefix, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FieldValue>>(field == "method" ? [new FieldValue("GET", 40_000), new FieldValue("POST", 21_440)] : []);

    public Task<ReplayTimeline> TimelineAsync(string replayId, int spans, CancellationToken cancellationToken) =>
        Task.FromResult(new ReplayTimeline(500_000_000, [.. Enumerable.Range(0, 60).Select(i => new ReplaySpan(500 + (i * 37 % 90), 12 + (i % 5), 48 + (i * 13 % 40)))]));

    /// <summary>What finding a result waits for.</summary>
    public Func<long, Task> Finding { get; set; } = _ => Task.CompletedTask;

    /// <summary>The ids by which results are found.</summary>
    public Func<long, string> IdOf { get; set; } = number => SampleTraffic.Summary(number).Id;

    /// <summary>What was sent and came, in place of what is made.</summary>
    public Func<long, ExchangeContent> Content { get; set; } = SampleTraffic.Content;

    public async Task<ExchangeContent?> FindAsync(string replayId, long number, CancellationToken cancellationToken)
    {
        await Finding(number);
        return number < Total ? Content(number) : null;
    }

    private static ReplayResultRow Row(long number)
    {
        var summary = SampleTraffic.Summary(number);
        var failed = number % 512 == 7;
        return new ReplayResultRow
        {
            Number = number,
            Id = summary.Id,
            Method = summary.Method,
            Target = summary.Target,
            Status = failed ? 0 : summary.Status == 0 ? 200 : summary.Status,
            RecordedStatus = number % 97 == 3 ? 500 : summary.Status,
            Failure = failed ? "No complete answer within 5 s" : null,
            LatencyMilliseconds = failed ? 5000 : 6 + number * 7919 % 90,
            ServiceMilliseconds = failed ? 5000 : 5 + number * 7919 % 90,
            LatenessMilliseconds = number % 40 / 50.0,
            ResponseBytes = failed ? 0 : summary.ResponseBytes,
            SentAt = SampleTraffic.Start + number * 500_000,
        };
    }
}
