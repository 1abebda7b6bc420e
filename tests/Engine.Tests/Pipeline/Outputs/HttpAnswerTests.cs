using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Answers as records of their own (spec §5.6; §13 check 85).</summary>
public class HttpAnswerTests
{
    private readonly HttpReplay _replay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LedgerEntry Answers => _replay.Options.Ledger.Account(Ledger.Answers).Snapshot();

    [Fact]
    public async Task Responses_Wanted_AreRecordsWithTheirRequestsIds()
    {
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await HoldAsync(TimeSpan.FromMilliseconds(20));
            await connection.SendAsync(HttpReplay.Ok);
        });
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true });
        var reading = ReadAsync(output.Responses!);
        var before = TimeProvider.System.GetUtcNow();
        await _replay.WriteAsync(output, Records.Requests(50));
        await output.CompleteAsync(Cancellation);
        var answers = await reading;
        var after = TimeProvider.System.GetUtcNow();

        Assert.Equal(Records.Requests(50).Select(request => request.Id.ToString()), answers.Select(answer => answer.Id.ToString()).Order());
        Assert.All(answers, answer =>
        {
            Assert.Equal((RecordKind.ReplayedResponse, RecordFlags.None, HttpReplay.Ok), (answer.Kind, answer.Flags, Encoding.Latin1.GetString(answer.Payload.Span)));
            Assert.InRange(answer.Timestamp, Nanoseconds(before) - 1_000_000, Nanoseconds(after));
            Assert.InRange(answer.Latency, 20_000_000, Nanoseconds(after) - answer.Timestamp + 1_000_000);
        });
        Assert.Equal((0, "http test answers"), (Answers.Seen, output.Responses!.Name)); // they are their taker's to count
    }

    [Fact]
    public async Task Responses_NotWanted_AreNotThere()
    {
        await using var output = _replay.Open(new HttpOutputPlan { Url = "h" });
        Assert.Null(output.Responses);
    }

    [Fact]
    public async Task Responses_OfFailures_DoNotExist()
    {
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            if (request[5] == '0')
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
                connection.Close();
            }
            else
            {
                await connection.SendAsync(HttpReplay.Ok);
            }
        });
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true });
        var reading = ReadAsync(output.Responses!);
        await _replay.WriteAsync(output, Records.Request(0, "/0"), Records.Request(1, "/1"), HttpReplay.Request("nonsense"));
        await output.CompleteAsync(Cancellation);
        Assert.Equal(Records.Request(1).Id, Assert.Single(await reading).Id);
        Assert.Equal((1, 2), (_replay.Account.Snapshot().Delivered, _replay.Account.Snapshot().TotalDropped));
    }

    [Fact]
    public async Task Responses_LongerThanTheLimit_AreCutAndMarked()
    {
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true, ResponseLimitBytes = 20 });
        var reading = ReadAsync(output.Responses!);
        await _replay.WriteAsync(output, Records.Request(0));
        await output.CompleteAsync(Cancellation);
        var answer = Assert.Single(await reading);
        Assert.Equal((RecordFlags.Truncated, HttpReplay.Ok[..20]), (answer.Flags, Encoding.Latin1.GetString(answer.Payload.Span)));
    }

    [Fact]
    public async Task Write_NobodyTakesTheAnswers_WaitsAndLosesNothing()
    {
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true, Connections = 4 });
        var writing = _replay.WriteAsync(output, Records.Requests(2000));
        await HttpReplay.WaitUntilAsync(() => _replay.Account.Snapshot().Delivered == 260);
        Assert.False(writing.IsCompleted);
        var reading = ReadAsync(output.Responses!);
        await writing;
        await output.CompleteAsync(Cancellation);
        Assert.Equal(2000, (await reading).Count);
    }

    [Fact]
    public async Task Complete_AbandonedWhileAnswersAreNotTaken_EndsAndCountsThem()
    {
        await using var target = ScriptedTarget.Plain();
        using var abandon = new CancellationTokenSource();
        await using (var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true, Connections = 4 }))
        {
            await _replay.WriteAsync(output, Records.Requests(400));
            await HttpReplay.WaitUntilAsync(() => _replay.Account.Snapshot().Delivered == 260);
            var ending = output.CompleteAsync(abandon.Token).AsTask();
            await abandon.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        }

        Assert.Equal((260, 260), (Answers.Seen, Answers.Dropped[LedgerReason.Stopped]));
        Assert.Equal(400, _replay.Account.Snapshot().Seen);
        Assert.Equal(0, _replay.Account.Snapshot().InFlight);
    }

    [Fact]
    public async Task Responses_ReaderGoesAway_HoldNobodyUp()
    {
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, TrackResponses = true, Connections = 4 });
        var reading = Task.Run(async () =>
        {
            await foreach (var batch in output.Responses!.ReadAsync(Cancellation))
            {
                return batch.Length;
            }

            return 0;
        }, Cancellation);
        await _replay.WriteAsync(output, Records.Requests(2000));
        await output.CompleteAsync(Cancellation);
        var taken = await reading;
        Assert.InRange(taken, 1, 64);
        Assert.Equal((2000 - taken, 2000 - taken), (Answers.Seen, Answers.Dropped[LedgerReason.Stopped]));
    }

    /// <summary>Waits no less than that: a timer alone may fire some milliseconds early.</summary>
    private static async Task HoldAsync(TimeSpan time)
    {
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            await Task.Delay(1, Cancellation);
        }
        while (TimeProvider.System.GetElapsedTime(began) < time);
    }

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static Task<List<Record>> ReadAsync(IRecordInput input) => Task.Run(async () =>
    {
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(Cancellation))
        {
            records.AddRange(batch.ToArray());
        }

        return records;
    }, Cancellation);
}
