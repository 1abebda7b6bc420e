using System.IO.Pipes;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Runs;

public sealed class RunTests : IDisposable
{
    private static readonly string s_golden = SharedData.Path("golden", "recordings", "plain.gor");
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_FileToStandardOutput_GivesTheFileBack()
    {
        using var output = new MemoryStream();
        await using var run = await CreateAsync(Replay(ReplaySpeed.Max, new StdoutOutputPlan()), output);
        run.Start();
        await run.Completion;

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(await File.ReadAllBytesAsync(s_golden, TestContext.Current.CancellationToken), output.ToArray());
        Assert.Equal(46, run.Progress().Requests);
        Assert.Equal(1, run.Progress().Fraction);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Stop_WhileWaitingForTheNextRecord_EndsInOrder()
    {
        await using var run = await CreateAsync(Replay(Speed("0.001%"), new NullOutputPlan()));
        run.Start();
        await run.StopAsync();
        Assert.Equal(RunState.Stopped, run.State);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Stop_JustWhenItEnds_LeavesNoTimerBehind()
    {
        Run? run = null;
        var time = new WatchedTimers(disposing: () => _ = run!.StopAsync());
        var plan = Replay(ReplaySpeed.Max, new NullOutputPlan()) with { Limits = new LimitsPlan { StopAfter = TimeSpan.FromHours(1) } };
        await using (run = await Run.CreateAsync(plan, new RunOptions { Time = time }))
        {
            run.Start();
            await run.Completion;
            Assert.Equal(RunState.Completed, run.State);
        }

        Assert.Equal(0, time.Open);
    }

    [Fact]
    public async Task Pause_PacedFile_HoldsItUntilResume()
    {
        await using var run = await CreateAsync(Replay(Speed("0.001%"), new NullOutputPlan()));
        run.Start();
        run.Pause();
        Assert.Equal(RunState.Paused, run.State);
        run.SetSpeed(ReplaySpeed.Max);
        Assert.False(run.Completion.IsCompleted);
        run.Resume();
        await run.Completion;
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(46, run.Progress().Requests);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Create_SeveralThingsWrong_NamesEachOfThem()
    {
        var plan = new Plan
        {
            Inputs = [new FileInputPlan { Files = [_folder.File("nothing-*.gor")] }],
            Rules = [new RulePlan(RuleKind.AllowUrl, Pattern: "(")],
            Outputs = [new NullOutputPlan(), new FileOutputPlan { Path = _folder.File("no", "such", "folder", "x.gor") }, new StdoutOutputPlan()],
            Limits = new LimitsPlan { MaxRecords = 0 },
        };

        var faults = await Run.CheckAsync(plan, new RunOptions());

        Assert.Equal(
            ["/inputs/0/files", "/limits/maxRecords", "/outputs/1/path", "/outputs/2/type", "/rules/0/pattern"],
            faults.Select(fault => fault.Path).Select(path => path.StartsWith("/inputs/0/files", StringComparison.Ordinal) ? "/inputs/0/files" : path).Order());
    }

    [Fact]
    public async Task Create_NoInputNoOutput_SaysSo()
    {
        var faults = await Run.CheckAsync(new Plan(), new RunOptions());
        Assert.Equal(["/inputs", "/outputs"], faults.Select(fault => fault.Path));
    }

    [Fact]
    public async Task Run_Limit_TakesExactlySoManyRecords()
    {
        var path = _folder.File("out.gor");
        var plan = Replay(ReplaySpeed.Max, new FileOutputPlan { Path = path, Append = true }) with { Limits = new LimitsPlan { MaxRecords = 5 } };
        await using var run = await CreateAsync(plan);
        run.Start();
        await run.Completion;
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(5, text.Split("\n🐵🙈🙉\n").Length - 1);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_LimitedInput_TakesTheWholeRateAndCountsTheRest()
    {
        var plan = Replay(ReplaySpeed.Max, new NullOutputPlan());
        plan = plan with { Inputs = [plan.Inputs[0] with { Limit = new RateLimitPlan { PerSecond = 10 } }] };
        await using var run = await Run.CreateAsync(plan, new RunOptions { Time = new FakeTimeProvider() });
        run.Start();
        await run.Completion;
        Assert.Equal((46, 10), (run.Ledger.Account(Ledger.Records).Snapshot().Seen, run.Ledger.Account(Ledger.Records).Snapshot().Delivered));
        Assert.Equal(36, run.Ledger.Account(Ledger.Records).Snapshot().Dropped[LedgerReason.RateLimited]);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_LimitedOutput_LeavesTheOtherAlone()
    {
        var plan = Replay(ReplaySpeed.Max, new NullOutputPlan { Limit = new RateLimitPlan { PerSecond = 0 } });
        await using var run = await CreateAsync(plan with { Outputs = [.. plan.Outputs, new NullOutputPlan()] });
        run.Start();
        await run.Completion;

        var outputs = run.Progress().Outputs;
        Assert.Equal([("null", "output 1", 0L), ("null", "output 2", 46L)], outputs.Select(output => (output.Kind, output.Account, output.Delivered)));
        Assert.Equal(46, outputs[0].Dropped[LedgerReason.RateLimited]);
        Assert.All(outputs, output => Assert.Equal((0, 10_000, null, false), (output.Waiting, output.Capacity, output.Failure, output.HasFailed)));
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_SplitWithSpeedOnTheInput_SharesAreEqual()
    {
        var plan = Replay(Speed("1000000%"), new NullOutputPlan()) with { Outputs = [new NullOutputPlan(), new NullOutputPlan()], SplitOutputs = true };
        await using var run = await CreateAsync(plan);
        run.Start();
        await run.Completion;
        Assert.Equal([23, 23], run.Progress().Outputs.Select(output => output.Delivered));
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_PayloadLongerThanTheLimit_IsCutFlaggedAndNotSent()
    {
        var large = Records.Request(1) with { Payload = Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n{new string('x', 20_000)}") };
        await File.WriteAllBytesAsync(_folder.File("in.gor"), GorText.Write([large, Records.Request(2)]), TestContext.Current.CancellationToken);
        await using var target = ScriptedTarget.Plain();
        GatedOutput? seen = null;
        var plan = new Plan
        {
            Inputs = [new FileInputPlan { Files = [_folder.File("in.gor")], Speed = ReplaySpeed.Max }],
            Outputs = [new HttpOutputPlan { Url = target.Address }],
            Limits = new LimitsPlan { MaxPayloadBytes = 1000 },
        };
        await using var run = await Run.CreateAsync(plan, new RunOptions { ExtraOutputs = ledger => [seen = new GatedOutput(ledger.Account("seen"), "seen")] });
        seen!.Open();
        run.Start();
        await run.Completion;

        Assert.Equal([(1000, RecordFlags.Truncated), (Records.Request(2).Payload.Length, RecordFlags.None)], seen.Taken.Select(record => (record.Payload.Length, record.Flags)));
        Assert.Single(target.Requests);
        Assert.Equal(1, run.Progress().Outputs[0].Dropped[LedgerReason.TooLarge]);
        Assert.Contains("1 records were longer than 1000 bytes", Assert.Single(run.Warnings), StringComparison.Ordinal);
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_Prettify_WritesPlainBodies()
    {
        var chunked = Records.Response(1) with { Payload = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"u8.ToArray() };
        await File.WriteAllBytesAsync(_folder.File("in.gor"), GorText.Write([Records.Request(1), chunked]), TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        var plan = Replay(ReplaySpeed.Max, new StdoutOutputPlan()) with { Prettify = true };
        await using var run = await CreateAsync(plan with { Inputs = [new FileInputPlan { Files = [_folder.File("in.gor")] }] }, output);
        run.Start();
        await run.Completion;
        var records = GorText.Read(output.ToArray()).Records;
        Assert.Equal(Records.Request(1).Payload.ToArray(), records[0].Payload.ToArray());
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Encoding.ASCII.GetString(records[1].Payload.Span));
        AssertBalanced(run);
    }

    [Fact]
    public async Task Run_OutputThatBroke_SaysWhatItDiedOf()
    {
        using var broken = new AnonymousPipeServerStream(PipeDirection.Out);
        broken.DisposeLocalCopyOfClientHandle();
        await using var run = await CreateAsync(Replay(ReplaySpeed.Max, new StdoutOutputPlan()), broken);
        run.Start();
        await run.Completion;
        var output = Assert.Single(run.Progress().Outputs);
        Assert.True(output.HasFailed);
        Assert.Equal(run.Failure, output.Failure);
        Assert.Equal(46, output.Dropped[LedgerReason.WriteFailed]);
        AssertBalanced(run);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(-1, null)]
    [InlineData(5, 50.0)]
    [InlineData(null, 100.5)]
    public async Task Create_LimitThatMakesNoSense_IsRefusedWhereItStands(int? perSecond, double? percent)
    {
        var limit = new RateLimitPlan { PerSecond = perSecond, Percent = percent };
        var plan = Replay(ReplaySpeed.Max, new NullOutputPlan()) with { Outputs = [new NullOutputPlan(), new NullOutputPlan { Limit = limit }] };
        plan = plan with { Inputs = [plan.Inputs[0] with { Limit = limit }], Limits = new LimitsPlan { MaxPayloadBytes = 0 } };
        Assert.Equal(
            ["/inputs/0/limit", "/limits/maxPayloadBytes", "/outputs/1/limit"],
            (await Run.CheckAsync(plan, new RunOptions())).Select(fault => fault.Path).Order());
    }

    [Fact]
    public async Task Start_Twice_Throws()
    {
        await using var run = await CreateAsync(Replay(ReplaySpeed.Max, new NullOutputPlan()));
        run.Start();
        Assert.Throws<InvalidOperationException>(run.Start);
        await run.Completion;
    }

    private static ReplaySpeed Speed(string text) => ReplaySpeed.TryParse(text, out var speed) ? speed : throw new FormatException(text);

    private static Plan Replay(ReplaySpeed speed, OutputPlan output) =>
        new() { Inputs = [new FileInputPlan { Files = [s_golden], Speed = speed }], Outputs = [output] };

    private static Task<Run> CreateAsync(Plan plan, Stream? output = null) => Run.CreateAsync(plan, new RunOptions { StandardOutput = output });

    private static void AssertBalanced(Run run) => Assert.All(run.Ledger.Snapshot(), entry => Assert.Equal(0, entry.InFlight));

    /// <summary>A clock that counts its timers and tells when one is disposed.</summary>
    private sealed class WatchedTimers(Action disposing) : FakeTimeProvider
    {
        private int _open;

        public int Open => Volatile.Read(ref _open);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _open);
            return new Watched(base.CreateTimer(callback, state, dueTime, period), this);
        }

        private sealed class Watched(ITimer timer, WatchedTimers owner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                owner.Disposing();
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                owner.Disposing();
                return timer.DisposeAsync();
            }
        }

        private void Disposing()
        {
            Interlocked.Decrement(ref _open);
            disposing();
        }
    }
}
