using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
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
}
