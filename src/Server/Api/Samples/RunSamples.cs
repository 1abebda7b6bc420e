using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Api.Samples;

/// <summary>Captures and replays, as they stand after each of the things that can be done with them.</summary>
internal static class RunSamples
{
    private static readonly RunResource s_capture = new(
        SampleValues.Capture, "Shop, port 8000", SampleValues.Begin,
        new RunSpecification(new Plan { Inputs = [new CaptureInputPlan { Interface = "lo", Ports = [8000], TrackResponses = true }] }),
        new RunStatus
        {
            State = RunState.Running,
            StartedAt = SampleValues.Begin,
            RecordingId = SampleValues.Recording,
            Progress = new RunProgress { Requests = 312, Responses = 311, Bytes = 189_440, RequestsPerSecond = 5.2, Elapsed = TimeSpan.FromMinutes(1) },
            Warnings = [],
            Notes = ["lo: tcp port 8000"],
        });

    private static readonly RunResource s_replay = new(
        SampleValues.Replay, "Shop against staging at double speed", SampleValues.After(120),
        new RunSpecification(new Plan
        {
            Inputs = [new FileInputPlan { Recording = SampleValues.Recording, Speed = Speed("200%") }],
            Rules = [new RulePlan(RuleKind.AllowUrl, Pattern: "^/api"), new RulePlan(RuleKind.SetHeader, "X-Replayed", Value: "1")],
            Outputs = [new HttpOutputPlan { Url = "http://127.0.0.1:9000" }],
        }),
        new RunStatus
        {
            State = RunState.Running,
            StartedAt = SampleValues.After(120),
            RecordingId = SampleValues.Recording,
            Progress = Progress(),
            Warnings = [],
            Notes = [],
        });

    public static void AddTo(SampleSet set)
    {
        AddTo(set, RunPurpose.Capture, s_capture, new LedgerEntry("requests", 312, 312, 0, new Dictionary<LedgerReason, long>()));
        AddTo(set, RunPurpose.Replay, s_replay, new LedgerEntry("http://127.0.0.1:9000", 4_551, 4_547, 0, new Dictionary<LedgerReason, long> { [LedgerReason.TimedOut] = 3 }));
        set.AddTo("changeReplay", s_replay with { Status = s_replay.Status with { Progress = Progress() with { Speed = ReplaySpeed.Max } } });
        set.Add(Forecast());
        set.Add(s_replay.Status);
        set.Add(new RunRate(SampleValues.After(121), 10.4), new RunRate(SampleValues.After(121).AddSeconds(1), 11));
    }

    private static void AddTo(SampleSet set, RunPurpose purpose, RunResource running, LedgerEntry account)
    {
        set.AddTo($"list{purpose}s", SampleSet.Page(running));
        foreach (var verb in new[] { "create", "get", "start", "resume" })
        {
            set.AddTo($"{verb}{purpose}", running);
        }

        set.AddTo($"pause{purpose}", running with { Status = running.Status with { State = RunState.Paused } });
        set.AddTo($"stop{purpose}", running with { Status = running.Status with { State = RunState.Stopped, EndedAt = running.CreatedAt.AddMinutes(1) } });
        set.AddTo($"get{purpose}Ledger", new LedgerResource([account]));
    }

    private static ForecastResource Forecast() => new()
    {
        Basis = ForecastBasis.Messages, Requests = 18_204, Filtered = 2_894, Sent = 15_310, Mutating = 1_202, Repeats = false, Duration = TimeSpan.FromMinutes(30), Estimates = [],
        Targets =
        [
            new TargetForecastResource
            {
                Pointer = "/plan/outputs/0", Server = "127.0.0.1:9000", Addresses = ["127.0.0.1"], Sent = 15_310,
                Methods = [new MethodCount("GET", 14_108), new MethodCount("POST", 1_202)],
                Unsendable = new Dictionary<LedgerReason, long>(),
                First = [new RequestForecastResource(SampleValues.Exchange, TimeSpan.Zero, 68, Convert.ToBase64String("GET /api/orders/17 HTTP/1.1\r\nHost: 127.0.0.1:9000\r\nX-Replayed: 1\r\n\r\n"u8))],
            },
        ],
    };

    private static RunProgress Progress()
    {
        var sent = new ReplayProgress
        {
            Sent = 4_551, Succeeded = 4_547, Failed = 3, InFlight = 1, CompletedPerSecond = 10.4,
            ByStatusClass = [0, 0, 4_540, 0, 7, 0],
            ByStatus = new Dictionary<int, long> { [200] = 4_540, [404] = 7 },
            ByFailure = new Dictionary<LedgerReason, long> { [LedgerReason.TimedOut] = 3 },
            Latency = new Percentiles(8.2, 41, 180, 420, 612),
            ServiceTime = new Percentiles(8.1, 40, 178, 419, 611),
            Lateness = new Percentiles(0.1, 0.4, 1.2, 3, 4.5),
        };
        return new RunProgress
        {
            Requests = 4_551, Bytes = 1_875_012, RequestsPerSecond = 10.4, Fraction = 0.25, Elapsed = TimeSpan.FromMinutes(7.5), Speed = Speed("200%"), Replay = sent,
            Outputs = [new OutputProgress("http://127.0.0.1:9000", "http", "http://127.0.0.1:9000") { Capacity = 1_000, Delivered = 4_547, Dropped = sent.ByFailure, Replay = sent }],
        };
    }

    private static ReplaySpeed Speed(string text) => ReplaySpeed.TryParse(text, out var speed) ? speed : throw new FormatException(text);
}
