using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Rules;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Engine.Pipeline;

/// <summary>
/// Goes through a replay of files without sending anything: the requests of its outputs that send them, made by the same steps and the same writers as in a run, byte for byte. Each
/// input is read once, whether it would be repeated or not. Not gone through are rate limits, whose choice is the run's own, and a middleware. Not safe for several threads.
/// </summary>
public sealed class ReplayRehearsal : IAsyncDisposable
{
    private readonly RecordGate _gate;
    private readonly IReadOnlyList<RehearsedInput> _inputs;
    private readonly RehearsedOutput?[] _outputs;
    private readonly ExchangeDealer? _dealer;
    private long _requests;
    private long _passed;

    private ReplayRehearsal(Plan plan, RecordGate gate, IReadOnlyList<RehearsedInput> inputs, RehearsedOutput?[] outputs, TimeProvider time)
    {
        (_gate, _inputs, _outputs) = (gate, inputs, outputs);
        _dealer = plan.SplitOutputs && outputs.Length > 1 ? new ExchangeDealer(outputs.Length, plan.KeepSessions, time) : null;
    }

    /// <summary>Whether everything was read that would be replayed.</summary>
    public bool IsOver => _gate.IsSpent || _inputs.All(input => input.IsOver);

    /// <summary>Whether more reading changes the counts only, and not the first requests.</summary>
    public bool HasFirst => _outputs.OfType<RehearsedOutput>().All(output => _inputs.All(input => input.IsOver || output.HasEnough(input)));

    /// <summary>Opens the files of a plan.</summary>
    /// <param name="plan">The replay; of its inputs the files are read, of its outputs those that send requests write them.</param>
    /// <param name="first">How many requests of each output are kept.</param>
    /// <param name="options">Clock and proxies.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="PlanException">The rules, files or targets are wrong.</exception>
    public static ReplayRehearsal Open(Plan plan, int first, RunOptions options, CancellationToken stop)
    {
        var (faults, ledger) = (new List<PlanFault>(), new Ledger());
        var rules = RuleSet.Compile(plan.Rules, faults);
        RehearsedOutput?[] outputs = [.. plan.Outputs.Select((output, i) => OutputOf(i, output, rules, first, options, faults))];
        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }

        var steps = new PipelineSteps(plan, rules, options, ledger);
        var sources = ledger.Account(Ledger.Sources);
        RehearsedInput[] inputs =
        [
            .. plan.Inputs.OfType<FileInputPlan>().Select(file => RehearsedInput.Open(file, [.. steps.OfMessages(), .. steps.OfMiddleware()], plan.Limits.StopAfter, sources, stop)),
        ];
        return new ReplayRehearsal(plan, steps.Gate, inputs, outputs, options.Time);
    }

    /// <summary>Reads on: a few hundred records of the input that is furthest behind.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async ValueTask AdvanceAsync()
    {
        if (_inputs.Where(input => !input.IsOver).MinBy(input => input.Reached) is not { } input || _gate.IsSpent)
        {
            return;
        }

        var taken = _gate.Admit(await input.ReadAsync().ConfigureAwait(false));
        var passed = input.Pass(taken);
        _requests += Requests(taken.Span);
        _passed += Requests(passed.Span);
        var parts = _dealer?.Deal(passed);
        for (var i = 0; i < _outputs.Length; i++)
        {
            _outputs[i]?.Take((parts?[i] ?? passed).Span, input);
        }
    }

    /// <summary>What was found so far.</summary>
    public RehearsalResult Snapshot() => new()
    {
        Fraction = IsOver || _inputs.Count == 0 ? 1 : _inputs.Average(input => input.Fraction),
        Requests = _requests,
        Filtered = _requests - _passed,
        Duration = _inputs.Count == 0 ? TimeSpan.Zero : _inputs.Max(input => input.Reached),
        Targets = [.. _outputs.OfType<RehearsedOutput>().Select(output => output.Snapshot())],
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var input in _inputs)
        {
            await input.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null for an output that sends no requests.</summary>
    private static RehearsedOutput? OutputOf(int number, OutputPlan plan, RuleSet rules, int first, RunOptions options, List<PlanFault> faults)
    {
        var own = new List<PlanFault>();
        var output = plan switch
        {
            HttpOutputPlan http when HttpOutput.RouteOf(http, options.Proxies, own) is { } route =>
                new RehearsedOutput(number, route, new RequestWriter(route, PipelineParts.WithHost(http, rules.SetsHost).OriginalHost), first),
            BinaryOutputPlan binary when BinaryOutput.RouteOf(binary, own) is { } route => new RehearsedOutput(number, route, null, first),
            _ => null,
        };
        faults.AddRange(own.Select(fault => fault with { Path = $"/outputs/{number}{fault.Path}" }));
        return output;
    }

    private static int Requests(ReadOnlySpan<Record> records)
    {
        var count = 0;
        foreach (var record in records)
        {
            count += record.Kind == RecordKind.Request ? 1 : 0;
        }

        return count;
    }
}
