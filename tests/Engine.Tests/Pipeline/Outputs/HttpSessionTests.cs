using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Requests of one recorded connection, in order, one at a time, over a connection of their own (spec §5.8; §13 check 86).</summary>
public class HttpSessionTests
{
    private readonly HttpReplay _replay = new();

    public HttpSessionTests() => _replay.Options = _replay.Options with { KeepSessions = true };

    [Theory]
    [InlineData(20)]
    [InlineData(3)]
    public async Task Write_InterleavedSessions_EachInOrderOneAtATimeOverAConnectionOfItsOwn(int connections)
    {
        var sessionOf = new ConcurrentDictionary<ScriptedConnection, string>();
        var inFlight = new ConcurrentDictionary<string, byte>();
        var faults = new ConcurrentBag<string>();
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            var session = Encoding.Latin1.GetString(request).Split('/')[1];
            if (sessionOf.GetOrAdd(connection, session) != session)
            {
                faults.Add($"{session} shares a connection");
            }

            if (!inFlight.TryAdd(session, 0))
            {
                faults.Add($"{session} has two in flight");
            }

            await Task.Delay(Random.Shared.Next(3));
            inFlight.TryRemove(session, out _);
            await connection.SendAsync(HttpReplay.Ok);
        });
        var records = Enumerable.Range(0, 400).Select(i => Of(session: i % 20, i / 20)).ToArray();
        await _replay.RunAsync(new HttpOutputPlan { Url = target.Address, Connections = connections }, records);
        Assert.Empty(faults);
        Assert.All(
            target.RequestLines.GroupBy(line => line.Split('/')[1]),
            lines => Assert.Equal(Enumerable.Range(0, 20).Select(n => $"GET /{lines.Key}/{n} HTTP/1.1"), lines));
        Assert.Equal(400, _replay.Account.Snapshot().Delivered);
        Assert.True(connections < 20 || target.Connections == 20, $"{target.Connections} connections for 20 sessions");
    }

    [Fact]
    public async Task Write_OneSessionHangs_OthersGoOn()
    {
        var gate = new TaskCompletionSource();
        await using var target = new ScriptedTarget(async (connection, request) =>
        {
            await (Encoding.Latin1.GetString(request).StartsWith("GET /0/", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask);
            await connection.SendAsync(HttpReplay.Ok);
        });
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 4, Timeout = TimeSpan.FromMinutes(1) });
        await _replay.WriteAsync(output, [.. Enumerable.Range(0, 1000).SelectMany(i => new[] { Of(0, i), Of(1 + (i % 50), i) })]);
        await HttpReplay.WaitUntilAsync(() => _replay.Account.Snapshot().Delivered == 1000);
        Assert.Equal((1, 999), (output.Progress.InFlight, output.Progress.Waiting)); // the hanging session alone
        gate.SetResult();
        await output.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2000, 0), (_replay.Account.Snapshot().Delivered, _replay.Account.Snapshot().InFlight));
    }

    [Fact]
    public async Task Idle_ForTwoMinutes_ClosesTheSessionsConnection()
    {
        var time = new FakeTimeProvider();
        _replay.Options = _replay.Options with { Time = time };
        await using var target = ScriptedTarget.Plain();
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 4, MinConnections = 4, IdleTimeout = TimeSpan.FromSeconds(1) });
        await _replay.WriteAsync(output, Of(0, 0), Of(1, 0));
        await HttpReplay.WaitUntilAsync(() => output.Progress.Succeeded == 2);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(2, target.OpenConnections);
        time.Advance(TimeSpan.FromSeconds(2));
        await HttpReplay.WaitUntilAsync(() => target.OpenConnections == 0);
        await _replay.WriteAsync(output, Of(0, 1));
        await output.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal((3, 3), (target.Requests.Count, target.Connections));
    }

    [Fact]
    public async Task Write_MoreWaitsThanTheQueueHolds_WaitsAndLosesNothing()
    {
        var gate = new TaskCompletionSource();
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await Task.WhenAny(gate.Task, connection.HangAsync());
            await connection.SendAsync(HttpReplay.Ok);
        });
        var plan = new HttpOutputPlan { Url = target.Address, Connections = 2, Timeout = TimeSpan.FromMinutes(1), Queue = new QueuePlan { Capacity = 50 } };
        await using var output = _replay.Open(plan);
        var writing = _replay.WriteAsync(output, [.. Enumerable.Range(0, 300).Select(i => Of(i % 7, i / 7))]);
        await HttpReplay.WaitUntilAsync(() => output.Progress is { InFlight: 2, Waiting: >= 48 });
        Assert.False(writing.IsCompleted);
        gate.SetResult();
        await writing;
        await output.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal((300, 0), (_replay.Account.Snapshot().Delivered, _replay.Account.Snapshot().InFlight));
    }

    [Fact]
    public async Task Stop_SessionsWait_CountsThemAll()
    {
        await using var target = new ScriptedTarget((connection, _) => connection.HangAsync());
        await using var output = _replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 2, Timeout = TimeSpan.FromMinutes(1) });
        await _replay.WriteAsync(output, [.. Enumerable.Range(0, 100).Select(i => Of(i % 9, i / 9))]);
        await HttpReplay.WaitUntilAsync(() => target.Requests.Count == 2);
        using var abandon = new CancellationTokenSource();
        var ending = output.CompleteAsync(abandon.Token).AsTask();
        await abandon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        Assert.Equal(100, _replay.Account.Snapshot().Dropped[Engine.Accounting.LedgerReason.Stopped]);
    }

    private static Record Of(int session, int number) =>
        Records.Request(number, $"/{session}/{number}") with { Id = RecordId.From($"{session:x16}{number:x8}") };
}
