using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Pipeline.Middleware;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>Makes the adapter of each part of a plan and collects every fault on the way, each with the pointer of its part.</summary>
internal sealed class PipelineParts(RunOptions options, Ledger ledger) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _opened = [];
    private readonly OwnConnections _own = new();

    public List<PlanFault> Faults { get; } = [];

    public List<RecordFlow> Inputs { get; } = [];

    public List<OutputQueue> Outputs { get; } = [];

    public List<ReplayPacer> Pacers { get; } = [];

    public List<string> Notes { get; } = [];

    public List<Func<IReadOnlyList<string>>> Warnings { get; } = [];

    public List<Func<double?>> Fractions { get; } = [];

    public MiddlewareStage? Middleware { get; private set; }

    public void AddInputs(Plan plan, PipelineSteps steps)
    {
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            Try($"/inputs/{i}", plan.Inputs[i], input => AddInput(input, steps));
        }
    }

    public void AddMiddleware(MiddlewarePlan? plan)
    {
        if (plan is null)
        {
            return;
        }

        Faults.AddRange(MiddlewareCommand.Check(plan).Select(fault => fault with { Path = "/middleware" + fault.Path }));
        var stage = new MiddlewareStage(
            plan, ledger.Account(Ledger.Middleware), options.Time, options.Loggers.CreateLogger<MiddlewareStage>(), options.MiddlewareErrors);
        _opened.Add(stage);
        Warnings.Add(() => stage.Warnings);
        Middleware = stage;
    }

    /// <summary>Outputs come before inputs: nothing may be captured that cannot be delivered.</summary>
    public void AddOutputs(Plan plan, bool setsHost)
    {
        var live = plan.Inputs.Any(input => input.IsLive);
        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            var number = i;
            Try($"/outputs/{i}", plan.Outputs[i], output => AddOutput(output, plan, number, live, setsHost));
        }

        foreach (var output in options.ExtraOutputs(ledger))
        {
            Add(new OutputQueue(output, ledger.Account(output.Name), new QueuePlan(), QueueFullPolicy.DropNewest) { IsUnshared = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _opened)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The plan of an output that keeps the Host which a rule sets.</summary>
    public static HttpOutputPlan WithHost(HttpOutputPlan plan, bool setsHost) => plan with { OriginalHost = plan.OriginalHost || setsHost };

    private void AddInput(InputPlan plan, PipelineSteps steps)
    {
        IRecordInput input = plan switch
        {
            FileInputPlan file => OpenFiles(file),
            CaptureInputPlan or VxlanInputPlan => OpenCapture((PacketInputPlan)plan),
            PacketFileInputPlan packets => PacketFileInput.Open(packets, ledger),
            TcpInputPlan tcp => OpenTcp(tcp),
            HttpInputPlan http => OpenHttp(http),
            KafkaInputPlan kafka => OpenKafka(kafka),
            DummyInputPlan dummy => DummyInput.Open(dummy, ledger.Account(Ledger.Sources), options.Time),
            _ => throw Unknown(plan),
        };
        _opened.Add(input);
        Inputs.Add(new RecordFlow(input, steps.OfInput(plan)));
    }

    private CaptureInput OpenCapture(PacketInputPlan plan)
    {
        var input = CaptureInput.Open(plan, ledger, options.Time, _own);
        Notes.AddRange(input.Notes);
        Warnings.Add(() => input.Warnings);
        return input;
    }

    private TcpInput OpenTcp(TcpInputPlan plan)
    {
        var input = TcpInput.Open(plan, ledger.Account(Ledger.Sources), options.Time, options.Loggers.CreateLogger<TcpInput>());
        Notes.Add(input.Note);
        Warnings.Add(() => input.Warnings);
        return input;
    }

    private HttpInput OpenHttp(HttpInputPlan plan)
    {
        var input = HttpInput.Open(plan, ledger.Account(Ledger.Sources), options.Time, options.Loggers.CreateLogger<HttpInput>());
        Notes.Add(input.Note);
        Warnings.Add(() => input.Warnings);
        return input;
    }

    private KafkaInput OpenKafka(KafkaInputPlan plan)
    {
        var input = KafkaInput.Open(plan, ledger.Account(Ledger.Sources), options.Time, options.Loggers.CreateLogger<KafkaInput>());
        Pacers.AddRange(input.Pacer is { } pacer ? [pacer] : []);
        Warnings.Add(() => input.Warnings);
        return input;
    }

    private FileInput OpenFiles(FileInputPlan plan)
    {
        var input = FileInput.Open(plan, ledger.Account(Ledger.Sources), options.Time);
        Pacers.Add(input.Pacer);
        Fractions.Add(() => input.Fraction);
        Warnings.Add(() => input.Damages);
        return input;
    }

    private void AddOutput(OutputPlan plan, Plan whole, int number, bool live, bool setsHost)
    {
        var account = ledger.Account($"output {number + 1}");
        IRecordOutput output = plan switch
        {
            StdoutOutputPlan => new StdoutOutput(options.StandardOutput ?? throw NoStandardOutput(), account),
            NullOutputPlan => new NullOutput(account),
            FileOutputPlan file => OpenFile(file, account),
            S3OutputPlan s3 => OpenS3(s3, account),
            TcpOutputPlan tcp => OpenRelay(TcpOutput.Open(tcp, account, options.Time, options.Loggers.CreateLogger<TcpOutput>())),
            WebSocketOutputPlan socket => OpenRelay(WebSocketOutput.Open(socket, account, options.Time, options.Loggers.CreateLogger<WebSocketOutput>())),
            KafkaOutputPlan kafka => OpenKafka(KafkaOutput.Open(kafka, account, options.Loggers.CreateLogger<KafkaOutput>())),
            HttpOutputPlan http => OpenHttp(WithHost(http, setsHost), ReplayOptionsFor(whole, account)),
            BinaryOutputPlan binary => BinaryOutput.Open(binary, ReplayOptionsFor(whole, account)),
            _ => throw Unknown(plan),
        };
        Add(new OutputQueue(output, account, plan.Queue, plan.Queue.WhenFull ?? (live ? QueueFullPolicy.DropNewest : QueueFullPolicy.Wait))
        {
            Kind = plan.Kind,
            IsUnshared = ReferenceEquals(plan, options.Unshared),
            Limiter = plan.Limit is { } limit ? new RateLimiter(limit, account, options.Time, Random.Shared) : null,
        });
    }

    private S3Output OpenS3(S3OutputPlan plan, LedgerAccount account)
    {
        var output = S3Output.Open(plan, account, options.Time, options.Loggers.CreateLogger<S3Output>());
        Warnings.Add(() => output.Warnings);
        return output;
    }

    private RelayOutput OpenRelay(RelayOutput output)
    {
        Warnings.Add(() => output.Warnings);
        return output;
    }

    private KafkaOutput OpenKafka(KafkaOutput output)
    {
        Warnings.Add(() => output.Warnings);
        return output;
    }

    private FileOutput OpenFile(FileOutputPlan plan, LedgerAccount account)
    {
        var output = FileOutput.Open(plan, account, options.Time, options.Loggers.CreateLogger<FileOutput>());
        Warnings.Add(() => output.Warnings);
        return output;
    }

    private HttpOutput OpenHttp(HttpOutputPlan plan, ReplayOptions replay)
    {
        var output = HttpOutput.Open(plan, replay);
        Warnings.Add(() => output.Warnings);
        return output;
    }

    private ReplayOptions ReplayOptionsFor(Plan plan, LedgerAccount account) => new()
    {
        Ledger = ledger,
        Name = account.Name,
        Results = options.Results,
        Time = options.Time,
        TargetCheck = options.TargetCheck,
        Own = _own,
        Proxies = options.Proxies,
        KeepSessions = plan.KeepSessions,
        DrainTimeout = plan.Limits.DrainTimeout,
    };

    private void Add(OutputQueue queue)
    {
        _opened.Add(queue);
        Outputs.Add(queue);
    }

    private void Try<T>(string pointer, T plan, Action<T> add)
    {
        try
        {
            add(plan);
        }
        catch (PlanException refused)
        {
            Faults.AddRange(refused.Faults.Select(fault => fault with { Path = pointer + fault.Path }));
        }
    }

    private static PlanException NoStandardOutput() => new([new PlanFault("/type", "There is no standard output to write to here; it belongs to the command line.")]);

    private static PlanException Unknown(object part) => new([new PlanFault("/type", $"{part.GetType().Name} is not supported by this version.")]);
}
