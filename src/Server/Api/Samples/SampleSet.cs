namespace TapeDeck.Server.Api.Samples;

/// <summary>What answers look like: by operation where it matters which, else by type. Typed, so that an answer cannot change without its sample.</summary>
internal sealed class SampleSet
{
    private readonly Dictionary<Type, object> _byType = [];
    private readonly Dictionary<string, object> _byOperation = new(StringComparer.Ordinal);

    private SampleSet()
    {
    }

    public static SampleSet All { get; } = Create();

    /// <summary>The sample of an operation's answer; null when there is none.</summary>
    public object? Find(string? operationId, Type type) =>
        operationId is not null && _byOperation.TryGetValue(operationId, out var own) && own.GetType() == type ? own : _byType.GetValueOrDefault(type);

    /// <summary>Answers with one of a kind, and lists of all that are given.</summary>
    public void Add<T>(params IReadOnlyList<T> samples)
        where T : notnull
    {
        _byType[typeof(T)] = samples[0];
        _byType[typeof(PageOf<T>)] = Page(samples);
        _byType[typeof(ListOf<T>)] = new ListOf<T>(samples);
        _byType[typeof(WindowOf<T>)] = new WindowOf<T>(samples, 0, samples.Count, null);
    }

    /// <summary>The answer of one operation.</summary>
    public void AddTo(string operationId, object sample) => _byOperation.Add(operationId, sample);

    public static PageOf<T> Page<T>(params IReadOnlyList<T> samples) => new(samples, samples.Count, null);

    private static SampleSet Create()
    {
        var set = new SampleSet();
        RecordingSamples.AddTo(set);
        ExchangeSamples.AddTo(set);
        RunSamples.AddTo(set);
        ResultSamples.AddTo(set);
        RuleSamples.AddTo(set);
        PlanSamples.AddTo(set);
        SystemSamples.AddTo(set);
        return set;
    }
}
