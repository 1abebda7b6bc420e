using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>Makes the adapter of each part of a plan and collects every fault on the way, each with the pointer of its part.</summary>
internal sealed class PipelineParts(RunOptions options, Ledger ledger) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _opened = [];

    public List<PlanFault> Faults { get; } = [];

    public List<IRecordInput> Inputs { get; } = [];

    public List<OutputQueue> Outputs { get; } = [];

    public List<ReplayPacer> Pacers { get; } = [];

    public List<string> Notes { get; } = [];

    public List<Func<IReadOnlyList<string>>> Warnings { get; } = [];

    public List<Func<double?>> Fractions { get; } = [];

    public Func<ReplayProgress>? Replay { get; private set; }

    public void AddInputs(Plan plan)
    {
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            Try($"/inputs/{i}", plan.Inputs[i], AddInput);
        }
    }

    /// <summary>Outputs come before inputs: nothing may be captured that cannot be delivered.</summary>
    public void AddOutputs(Plan plan, bool setsHost)
    {
        var live = plan.Inputs.Any(input => input.IsLive);
        for (var i = 0; i < plan.Outputs.Count; i++)
        {
            var number = i;
            Try($"/outputs/{i}", plan.Outputs[i], output => AddOutput(output, number, live, setsHost));
        }

        foreach (var output in options.ExtraOutputs(ledger))
        {
            AddQueue(output, ledger.Account(output.Name), new QueuePlan(), QueueFullPolicy.DropNewest);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _opened)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void AddInput(InputPlan plan)
    {
        IRecordInput input = plan switch
        {
            FileInputPlan file => OpenFiles(file),
            CaptureInputPlan capture => OpenCapture(capture),
            PacketFileInputPlan packets => PacketFileInput.Open(packets, ledger),
            TcpInputPlan tcp => OpenTcp(tcp),
            KafkaInputPlan kafka => OpenKafka(kafka),
            _ => throw Unknown(plan),
        };
        _opened.Add(input);
        Inputs.Add(input);
    }

    private CaptureInput OpenCapture(CaptureInputPlan plan)
    {
        var input = CaptureInput.Open(plan, ledger, options.Time);
        Notes.AddRange(input.Notes);
        return input;
    }

    private TcpInput OpenTcp(TcpInputPlan plan)
    {
        var input = TcpInput.Open(plan, ledger.Account(Ledger.Sources), options.Time, options.Loggers.CreateLogger<TcpInput>());
        Notes.Add(input.Note);
        Warnings.Add(() => input.Damages);
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

    private void AddOutput(OutputPlan plan, int number, bool live, bool setsHost)
    {
        var account = ledger.Account($"output {number + 1}");
        IRecordOutput output = plan switch
        {
            StdoutOutputPlan => new StdoutOutput(options.StandardOutput ?? throw NoStandardOutput(), account),
            NullOutputPlan => new NullOutput(account),
            FileOutputPlan file => FileOutput.Open(file, account, options.Time, options.Loggers.CreateLogger<FileOutput>()),
            TcpOutputPlan tcp => OpenRelay(TcpOutput.Open(tcp, account, options.Time, options.Loggers.CreateLogger<TcpOutput>())),
            KafkaOutputPlan kafka => OpenKafka(KafkaOutput.Open(kafka, account, options.Loggers.CreateLogger<KafkaOutput>())),
            HttpOutputPlan http => OpenHttp(http with { OriginalHost = http.OriginalHost || setsHost }, account),
            _ => throw Unknown(plan),
        };
        AddQueue(output, account, plan.Queue, plan.Queue.WhenFull ?? (live ? QueueFullPolicy.DropNewest : QueueFullPolicy.Wait));
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

    private HttpOutput OpenHttp(HttpOutputPlan plan, LedgerAccount account)
    {
        var output = new HttpOutput(plan, account, options.Results, options.Time);
        Replay ??= () => output.Progress;
        return output;
    }

    private void AddQueue(IRecordOutput output, LedgerAccount account, QueuePlan plan, QueueFullPolicy policy)
    {
        var queue = new OutputQueue(output, account, plan, policy);
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
