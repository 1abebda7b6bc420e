using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>How many connections an HTTP output opens, keeps and closes (spec §5.3, §5.4).</summary>
public class HttpConnectionTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ThousandRequests_TakeNoMoreConnectionsThanAllowed() // spec §13 check 76
    {
        await using var target = ScriptedTarget.Plain();
        await new HttpReplay().RunAsync(new HttpOutputPlan { Url = target.Address, Connections = 5 }, Records.Requests(1000));
        Assert.InRange(target.Connections, 1, 5);
        Assert.Equal(1000, target.Requests.Count);
    }

    [Fact]
    public async Task Write_OneRequestAfterTheOther_OneConnectionIsEnough()
    {
        await using var target = ScriptedTarget.Plain();
        var replay = new HttpReplay();
        await using var output = replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 8 });
        for (var i = 1; i <= 20; i++)
        {
            await replay.WriteAsync(output, Records.Request(i));
            await HttpReplay.WaitUntilAsync(() => replay.Account.Snapshot().Delivered == i && output.Progress.InFlight == 0);
        }

        Assert.InRange(target.Connections, 1, 2); // the loop that finished last may still be on its way back to the line
    }

    [Fact]
    public async Task Write_NothingYet_OpensNothingAndThenTheLeastConnections()
    {
        await using var target = ScriptedTarget.Plain();
        var replay = new HttpReplay();
        await using var output = replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 6, MinConnections = 4 });
        Assert.Equal(0, target.Connections);
        await replay.WriteAsync(output, Records.Request(0));
        await HttpReplay.WaitUntilAsync(() => target.Connections == 4);
        await output.CompleteAsync(Cancellation);
        Assert.Single(target.Requests);
    }

    [Fact]
    public async Task Idle_LongerThanAllowed_ClosesAllButTheLeastConnections()
    {
        var gate = new TaskCompletionSource();
        await using var target = new ScriptedTarget(async (connection, _) =>
        {
            await Task.WhenAny(gate.Task, connection.HangAsync());
            await connection.SendAsync(HttpReplay.Ok);
        });
        var replay = new HttpReplay();
        replay.Options = replay.Options with { Time = _time };
        await using var output = replay.Open(new HttpOutputPlan { Url = target.Address, Connections = 5, MinConnections = 2, IdleTimeout = TimeSpan.FromSeconds(3) });
        await replay.WriteAsync(output, Records.Requests(5));
        await HttpReplay.WaitUntilAsync(() => target.Requests.Count == 5);
        Assert.Equal(5, target.OpenConnections);
        gate.SetResult();
        await HttpReplay.WaitUntilAsync(() => output.Progress.Succeeded == 5);

        _time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(5, target.OpenConnections);
        _time.Advance(TimeSpan.FromSeconds(1));
        await HttpReplay.WaitUntilAsync(() => target.OpenConnections == 2);
        _time.Advance(TimeSpan.FromMinutes(10));

        await replay.WriteAsync(output, Records.Requests(20));
        await output.CompleteAsync(Cancellation);
        Assert.Equal((25, 0), (replay.Account.Snapshot().Delivered, replay.Account.Snapshot().InFlight));
    }

    [Fact]
    public async Task Write_MinConnectionsToADeadTarget_CountsRequestsOnly()
    {
        var replay = new HttpReplay();
        var progress = await replay.RunAsync(
            new HttpOutputPlan { Url = $"127.0.0.1:{FreePort.Next()}", Connections = 4, MinConnections = 4 }, Records.Requests(10));
        Assert.Equal(10, progress.ByFailure[Engine.Accounting.LedgerReason.Refused]);
        Assert.Equal(10, replay.Account.Snapshot().TotalDropped);
    }

    [Fact]
    public void Open_NumbersThatCannotWork_AreFaults()
    {
        var plan = new HttpOutputPlan { Url = "h", Connections = 2, MinConnections = 3, IdleTimeout = TimeSpan.Zero, Redirects = 51 };
        var thrown = Assert.Throws<PlanException>(() => new HttpReplay().Open(plan));
        Assert.Equal(["/minConnections", "/idleTimeout", "/redirects"], thrown.Faults.Select(fault => fault.Path));
    }
}
