using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>What a use case answers: a value, or the faults that stood in its way (empty pointer: the request as a whole).</summary>
public sealed record Answer<T>
{
    public T? Value { get; init; }

    public IReadOnlyList<PlanFault> Faults { get; init; } = [];

    /// <summary>Whether nothing was changed because the thing is not any more what the change was made for.</summary>
    public bool IsStale { get; init; }

    public bool Succeeded => Faults.Count == 0;

    public static Answer<T> Of(T value) => new() { Value = value };

    public static Answer<T> Refused(params IReadOnlyList<PlanFault> faults) => new() { Faults = faults };

    /// <summary>Refused since somebody else was faster.</summary>
    public static Answer<T> Stale(PlanFault fault) => new() { Faults = [fault], IsStale = true };

    public static Answer<T> Refused(string message) => Refused(new PlanFault("", message));
}
