using System.Collections.Concurrent;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Middleware;

/// <summary>Runs through real processes: checks 115 and 117 of the specification, and what else can go wrong with a process.</summary>
public sealed class MiddlewareRunTests : IDisposable
{
    private static readonly string s_golden = SharedData.Path("golden", "recordings", "plain.gor");
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Echo_GivesTheFileBack()
    {
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["cat"] });
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(await File.ReadAllBytesAsync(s_golden, Token), output);
        AssertAccount(run, seen: 46, delivered: 46);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task Run_ProcessLeavesOut_CountsItAsFiltered()
    {
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["awk", "NR % 2 == 1"] });
        Assert.Equal(GorText.Read(await File.ReadAllBytesAsync(s_golden, Token)).Records.Where((_, i) => i % 2 == 0).Select(record => record.Id), GorText.Read(output).Records.Select(record => record.Id));
        AssertAccount(run, seen: 46, delivered: 23, filtered: 23);
    }

    [Fact]
    public async Task Run_ProcessAdds_CountsWhatItMade()
    {
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["awk", "{ print; print }"] });
        Assert.Equal(92, GorText.Read(output).Records.Count);
        AssertAccount(run, seen: 92, delivered: 92);
    }

    [Fact]
    public async Task Run_ProcessPrintsOtherThings_ReportsThemAndGoesOn()
    {
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["sh", "-c", "echo hello; echo abc; echo 'what I see' >&2; cat"] });
        Assert.Equal(46, GorText.Read(output).Records.Count);
        var account = run.Ledger.Account(Ledger.Middleware).Snapshot();
        Assert.Equal((46, 2, 0), (account.Delivered, account.Dropped[LedgerReason.Unparsable], account.InFlight));
        Assert.Contains("begins with 'hello'. 1 more lines", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("what I see", Assert.Single(_errors));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_Rules_StandBeforeOrBehindTheProcess(bool rulesAfter)
    {
        // The process turns GET into PUT; the rule lets PUT alone pass.
        var plan = Plan(new MiddlewarePlan { Command = ["sed", "s/0a474554202f/0a505554202f/"], RulesAfter = rulesAfter });
        var methods = GorText.Read(await File.ReadAllBytesAsync(s_golden, Token)).Records.Select(Method).ToList();
        var (puts, gets) = (methods.Count(method => method == "PUT"), methods.Count(method => method == "GET"));
        var (run, output) = await RunAsync(plan with { Rules = [new RulePlan(RuleKind.AllowMethod, Pattern: "PUT")] });

        Assert.Equal(rulesAfter ? puts + gets : puts, GorText.Read(output).Records.Count);
        Assert.All(GorText.Read(output).Records, record => Assert.Equal("PUT", Method(record)));
        Assert.Equal(rulesAfter ? 46 : puts, run.Ledger.Account(Ledger.Middleware).Snapshot().Seen);
        Assert.NotEqual(0, gets);
    }

    [Fact]
    public async Task Run_LongPayloads_PassThrough()
    {
        var payload = Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n{new string('x', 5_000_000)}");
        var records = Enumerable.Range(0, 4).Select(i => Records.Request(i) with { Payload = payload }).ToArray();
        await File.WriteAllBytesAsync(_folder.File("in.gor"), GorText.Write(records), Token);
        var (run, output) = await RunAsync(Plan(new MiddlewarePlan { Command = ["cat"] }, _folder.File("in.gor")));
        Assert.Equal(await File.ReadAllBytesAsync(_folder.File("in.gor"), Token), output);
        AssertAccount(run, seen: 4, delivered: 4);
    }

    [Fact]
    public async Task Run_ProcessEndsEarly_FailsWhenThePlanSaysSo()
    {
        var (run, _) = await RunAsync(Endless(new MiddlewarePlan { Command = ["sh", "-c", "read line; exit 3"], WhenEnded = MiddlewareEnd.Fail }));
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("ended with code 3 before the run did", run.Failure, StringComparison.Ordinal);
        Assert.NotEqual(0, run.Ledger.Account(Ledger.Middleware).Snapshot().Dropped[LedgerReason.MiddlewareEnded]);
    }

    [Fact]
    public async Task Run_ProcessEndsAgainAndAgain_IsStartedAgainAndThenFails()
    {
        var (run, _) = await RunAsync(Endless(new MiddlewarePlan { Command = ["sh", "-c", "read line; exit 3"], MaxRestarts = 2 }));
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("was started again 2 times within a minute already", run.Failure, StringComparison.Ordinal);
        Assert.Equal(2, run.Warnings.Count(warning => warning.Contains("was started again", StringComparison.Ordinal)));
        Assert.NotEqual(0, run.Ledger.Account(Ledger.Middleware).Snapshot().Dropped[LedgerReason.MiddlewareEnded]);
    }

    [Fact]
    public async Task Run_ProcessEndsOnce_TheNextOneGoesOn()
    {
        // The first process takes one line and dies; those after it echo.
        var script = $"if [ -e {_folder.File("ran")} ]; then exec cat; fi; touch {_folder.File("ran")}; read line; exit 1";
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["sh", "-c", script] });
        Assert.Equal(RunState.Completed, run.State);
        var account = run.Ledger.Account(Ledger.Middleware).Snapshot();
        Assert.Equal((46, GorText.Read(output).Records.Count), (account.Seen, account.Delivered));
        Assert.InRange(account.Dropped[LedgerReason.MiddlewareEnded], 1, 46);
        Assert.Contains("ended with code 1 before the run did, and was started again", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProcessThatDoesNotEnd_IsKilledAtTheEnd()
    {
        var (run, _) = await RunAsync(new MiddlewarePlan { Command = ["sh", "-c", "cat > /dev/null; sleep 1000"], StopTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(RunState.Completed, run.State);
        Assert.Contains("was killed", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(46, run.Ledger.Account(Ledger.Middleware).Snapshot().Dropped[LedgerReason.MiddlewareEnded]);
    }

    [Fact]
    public async Task Run_ProcessWritesItsRestAfterItsInputClosed_TakesItAll()
    {
        var (run, output) = await RunAsync(new MiddlewarePlan { Command = ["sort"] });
        Assert.Equal(46, GorText.Read(output).Records.Count);
        AssertAccount(run, seen: 46, delivered: 46);
    }

    [Fact]
    public async Task Stop_ProcessThatTakesNothing_EndsWithinTheTimeToDrain()
    {
        await File.WriteAllBytesAsync(_folder.File("in.gor"), GorText.Write(Records.Requests(5000)), Token);
        var plan = Plan(new MiddlewarePlan { Command = ["sleep", "1000"], StopTimeout = TimeSpan.FromMinutes(1) }, _folder.File("in.gor"));
        await using var run = await CreateAsync(plan with { Limits = new LimitsPlan { DrainTimeout = TimeSpan.FromMilliseconds(100) } }, Stream.Null);
        run.Start();
        await run.StopAsync();
        Assert.Equal(RunState.Stopped, run.State);
        AssertBalanced(run);
    }

    [Theory]
    [InlineData("/command")]
    [InlineData("/command", "")]
    [InlineData("/command", "no-such-program-anywhere")]
    [InlineData("/command", "/no/such/program")]
    [InlineData("/command", "/etc/passwd")]
    public async Task Create_CommandThatCannotRun_IsRefused(string path, params string[] command)
    {
        var fault = Assert.Single(await Run.CheckAsync(Plan(new MiddlewarePlan { Command = command }), new RunOptions { StandardOutput = Stream.Null }));
        Assert.Equal("/middleware" + path, fault.Path);
    }

    private static string Method(Record record) => Encoding.ASCII.GetString(new Engine.Http.HttpRequestView(record.Payload).Method);

    private static Plan Plan(MiddlewarePlan middleware, string? file = null) => new()
    {
        Inputs = [new FileInputPlan { Files = [file ?? s_golden], Speed = ReplaySpeed.Max }],
        Middleware = middleware,
        Outputs = [new StdoutOutputPlan()],
    };

    private static Plan Endless(MiddlewarePlan middleware) =>
        Plan(middleware) with { Inputs = [new FileInputPlan { Files = [s_golden], Speed = ReplaySpeed.Max, Loop = true }] };

    private static void AssertBalanced(Run run) => Assert.All(run.Ledger.Snapshot(), entry => Assert.Equal(0, entry.InFlight));

    private static void AssertAccount(Run run, long seen, long delivered, long filtered = 0)
    {
        var account = run.Ledger.Account(Ledger.Middleware).Snapshot();
        Assert.Equal((seen, delivered, filtered, 0), (account.Seen, account.Delivered, account.Filtered, account.TotalDropped));
    }

    private Task<(Run Run, byte[] Output)> RunAsync(MiddlewarePlan middleware) => RunAsync(Plan(middleware));

    private async Task<(Run Run, byte[] Output)> RunAsync(Plan plan)
    {
        using var output = new MemoryStream();
        await using var run = await CreateAsync(plan, output);
        run.Start();
        await run.Completion.WaitAsync(TimeSpan.FromMinutes(2), Token);
        AssertBalanced(run);
        return (run, output.ToArray());
    }

    private Task<Run> CreateAsync(Plan plan, Stream output) =>
        Run.CreateAsync(plan, new RunOptions { StandardOutput = output, MiddlewareErrors = _errors.Enqueue });
}
