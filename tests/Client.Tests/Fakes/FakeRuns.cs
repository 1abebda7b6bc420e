using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Runs in memory; what is asked of them is remembered and happens at once.</summary>
public sealed class FakeRuns : IRuns
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch.AddTicks(SampleTraffic.Start / 100);
    private readonly FakeSubscriptions _subscriptions = new();

    public List<RunView> Runs { get; } = [];

    public List<string> Calls { get; } = [];

    public Plan? Created { get; private set; }

    public IReadOnlyList<PlanFault> Faults { get; set; } = [];

    public Exception? Failure { get; set; }

    public int Subscribers => _subscriptions.Count;

    public static RunView Capture(string id, string name, RunState state = RunState.Running, long dropped = 0) => new()
    {
        Id = id,
        Purpose = RunPurpose.Capture,
        Name = name,
        Plan = new Plan { Inputs = [new CaptureInputPlan { Interface = "eth0", Ports = [8080], TrackResponses = true }] },
        State = state,
        CreatedAt = s_start,
        StartedAt = state == RunState.Pending ? null : s_start,
        EndedAt = state is RunState.Stopped or RunState.Completed or RunState.Failed or RunState.Interrupted ? s_start.AddMinutes(42) : null,
        Failure = state == RunState.Failed ? "Interface eth0 disappeared." : null,
        RecordingId = "evening",
        Progress = new RunProgress { Requests = 184_201, Responses = 184_163, Bytes = 412_884_120, RequestsPerSecond = state == RunState.Running ? 4210 : 0, Elapsed = TimeSpan.FromSeconds(187) },
        Ledger = CaptureLedger(dropped),
        Warnings = dropped == 0 ? [] : ["The kernel dropped packets: a larger buffer or a narrower filter helps."],
        Notes = ["eth0: tcp port 8080 (filter generated from the ports)"],
    };

    public static RunView Replay(string id, string name, RunState state = RunState.Running, long failed = 12, bool limited = false) => new()
    {
        Id = id,
        Purpose = RunPurpose.Replay,
        Name = name,
        Plan = new Plan
        {
            Inputs = [new FileInputPlan { Recording = "evening", Speed = ReplaySpeed.TryParse("200%", out var speed) ? speed : null }],
            Rules = [new RulePlan(RuleKind.SetHeader, "X-Replay", Value: "1")],
            Outputs = [new HttpOutputPlan { Url = "http://staging.shop.example:9000" }],
        },
        State = state,
        CreatedAt = s_start.AddHours(1),
        StartedAt = s_start.AddHours(1),
        EndedAt = state is RunState.Completed or RunState.Failed or RunState.Stopped ? s_start.AddHours(1).AddMinutes(12) : null,
        RecordingId = "evening",
        Progress = new RunProgress
        {
            Requests = 61_440,
            Bytes = 88_120_330,
            RequestsPerSecond = state == RunState.Running ? 1998 : 0,
            Fraction = state == RunState.Running ? 0.614 : 1,
            Elapsed = TimeSpan.FromSeconds(31),
            Replay = new ReplayProgress
            {
                Sent = 61_440,
                Succeeded = 61_440 - failed - 8,
                Failed = failed,
                InFlight = 8,
                CompletedPerSecond = state == RunState.Running ? 1996 : 0,
                ByStatusClass = [0, 0, 58_211, 2_101, 904, 204],
                ByStatus = new Dictionary<int, long> { [200] = 55_210, [201] = 3_001, [304] = 2_101, [402] = 611, [404] = 293, [502] = 204 },
                Latency = new Percentiles(8.4, 41, 120, 388, 1204),
                ServiceTime = new Percentiles(8.1, 39, 118, 380, 1201),
                Lateness = limited ? new Percentiles(3.1, 14, 48, 90, 210) : new Percentiles(0.08, 0.31, 0.84, 1.9, 4.2),
                GeneratorLimited = limited,
            },
        },
        Ledger =
        [
            new LedgerEntry(Ledger.Sources, 122_880, 122_880, 0, new Dictionary<LedgerReason, long>()),
            new LedgerEntry(Ledger.Records, 122_880, 120_000, 2_880, new Dictionary<LedgerReason, long>()),
            new LedgerEntry("http staging.shop.example:9000", 120_000, 61_420, 0, new Dictionary<LedgerReason, long> { [LedgerReason.NotApplicable] = 58_560, [LedgerReason.TimedOut] = failed, }),
        ],
    };

    public void Notify() => _subscriptions.Notify();

    public void Update(RunView run)
    {
        Runs[Runs.FindIndex(other => other.Id == run.Id)] = run;
        Notify();
    }

    public Task<IReadOnlyList<RunView>> ListAsync(RunPurpose purpose, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult<IReadOnlyList<RunView>>([.. Runs.Where(run => run.Purpose == purpose)]) : Task.FromException<IReadOnlyList<RunView>>(Failure);

    public Task<RunView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Runs.Find(run => run.Id == id));

    public Task<Answer<RunView>> CreateAsync(RunPurpose purpose, string name, Plan plan, bool start, CancellationToken cancellationToken)
    {
        Calls.Add($"create {name}");
        if (Faults.Count > 0)
        {
            return Task.FromResult(Answer<RunView>.Refused(Faults));
        }

        Created = plan;
        var id = $"run-{Runs.Count + 1}";
        var run = (purpose == RunPurpose.Capture ? Capture(id, name) : Replay(id, name)) with { Plan = plan };
        Runs.Insert(0, run);
        Notify();
        return Task.FromResult(Answer<RunView>.Of(run));
    }

    public Task<IReadOnlyList<PlanFault>> ValidateAsync(RunPurpose purpose, Plan plan, CancellationToken cancellationToken) => Task.FromResult(Faults);

    public Task<Answer<RunView>> StartAsync(string id, CancellationToken cancellationToken) => Change("start", id, RunState.Running);

    public Task<Answer<RunView>> StopAsync(string id, CancellationToken cancellationToken) => Change("stop", id, RunState.Stopped);

    public Task<Answer<RunView>> PauseAsync(string id, CancellationToken cancellationToken) => Change("pause", id, RunState.Paused);

    public Task<Answer<RunView>> ResumeAsync(string id, CancellationToken cancellationToken) => Change("resume", id, RunState.Running);

    public Task<Answer<RunView>> SetSpeedAsync(string id, ReplaySpeed speed, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null) => Change($"speed {speed}", id, RunState.Running);

    public Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<RunView, bool>? isExpected = null)
    {
        Calls.Add($"delete {id}");
        Runs.RemoveAll(run => run.Id == id);
        Notify();
        return Task.FromResult(Answer<bool>.Of(true));
    }

    public IDisposable Subscribe(Action changed) => _subscriptions.Add(changed);

    private static IReadOnlyList<LedgerEntry> CaptureLedger(long dropped) =>
    [
        new(Ledger.Packets, 1_204_411 + dropped, 1_180_200, 0, dropped == 0
            ? new Dictionary<LedgerReason, long> { [LedgerReason.Duplicate] = 24_211 }
            : new Dictionary<LedgerReason, long> { [LedgerReason.KernelDrop] = dropped, [LedgerReason.Duplicate] = 24_211 }),
        new(Ledger.Messages, 368_402, 368_364, 0, new Dictionary<LedgerReason, long> { [LedgerReason.Incomplete] = 38 }),
        new(Ledger.Records, 368_364, 361_102, 7_262, new Dictionary<LedgerReason, long>()),
        new("file evening.gor", 361_102, 361_098, 0, new Dictionary<LedgerReason, long>()),
    ];

    private Task<Answer<RunView>> Change(string verb, string id, RunState state)
    {
        Calls.Add($"{verb} {id}");
        var run = Runs.Find(other => other.Id == id)! with { State = state };
        Update(run);
        return Task.FromResult(Answer<RunView>.Of(run));
    }
}

/// <summary>Every active run has had its present rate for a second.</summary>
public sealed class FakeRunRates(FakeRuns runs) : IRunRates
{
    public IReadOnlyList<RunRate> Of(string runId) =>
        [.. runs.Runs.Where(run => run.Id == runId && run.IsActive).Select(run => new RunRate(run.CreatedAt, run.Progress.RequestsPerSecond))];
}
