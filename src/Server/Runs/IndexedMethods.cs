using TapeDeck.Client.Ports;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Runs;

/// <summary>What the indexes say of the requests that a replay takes from its recordings, before rules: at once, however large they are.</summary>
internal sealed record IndexedMethods
{
    private static readonly string[] s_unsendable = ["", "CONNECT"];
    private static readonly RecordingState[] s_whole = [RecordingState.Healthy, RecordingState.Modified, RecordingState.Damaged];

    private IndexedMethods(IReadOnlyDictionary<string, long> all, TimeSpan? duration)
    {
        Duration = duration;
        Requests = all.Values.Sum();
        Unparsable = all.GetValueOrDefault("");
        NotApplicable = all.GetValueOrDefault("CONNECT");
        Methods = all.Where(method => !s_unsendable.Contains(method.Key)).ToDictionary();
    }

    public long Requests { get; }

    /// <summary>Requests that can be sent, by method.</summary>
    public IReadOnlyDictionary<string, long> Methods { get; }

    /// <summary>Requests that are none.</summary>
    public long Unparsable { get; }

    /// <summary>Requests for a tunnel.</summary>
    public long NotApplicable { get; }

    /// <summary>How long they take at the pace of the plan; null when that is up to the answers.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>Null when an input is no recording, or one that is not indexed to its end.</summary>
    public static async Task<IndexedMethods?> OfAsync(Plan plan, IRecordings recordings, CancellationToken cancellationToken)
    {
        var (all, duration) = (new Dictionary<string, long>(), (TimeSpan?)TimeSpan.Zero);
        foreach (var part in plan.Inputs)
        {
            if (part is not FileInputPlan { Recording: { Length: > 0 } id } input || await recordings.FindAsync(id, cancellationToken) is not { } recording || !s_whole.Contains(recording.State))
            {
                return null;
            }

            var methods = await recordings.MethodsAsync(id, input.From, input.To is { } last and < long.MaxValue ? last + 1 : null, cancellationToken);
            foreach (var (method, count) in methods)
            {
                all[method] = all.GetValueOrDefault(method) + count;
            }

            var own = DurationOf(input, recording, methods.Values.Sum());
            duration = own > duration ? own : own is null ? null : duration;
        }

        return new IndexedMethods(all, duration);
    }

    /// <summary>The most requests that may change things once the rules have been at them.</summary>
    public long MostMutating(Plan plan) => plan.Rules.Any(rule => rule.Enabled && rule.Kind == RuleKind.SetMethod)
        ? Methods.Values.Sum()
        : Methods.Where(method => RequestMethods.MayChange(method.Key)).Sum(method => method.Value);

    private static TimeSpan? DurationOf(FileInputPlan input, RecordingView recording, long requests)
    {
        var speed = input.Speed ?? ReplaySpeed.Original;
        if (speed.IsMax || recording is not { FirstTimestamp: { } first, LastTimestamp: { } last })
        {
            return null;
        }

        var recorded = Math.Max(0, (double)((Int128)Math.Min(last, input.To ?? last) - Math.Max(first, input.From ?? first)) / 1e9);
        var seconds = speed.IsRate ? Math.Max(0, requests - 1) / speed.Factor : recorded / speed.Factor;
        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }
}
