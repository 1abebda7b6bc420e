using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Ports;

/// <summary>What a use case answers: a value, or the faults that stood in its way (empty pointer: the request as a whole).</summary>
public sealed record Answer<T>
{
    public T? Value { get; init; }

    public IReadOnlyList<PlanFault> Faults { get; init; } = [];

    public bool Succeeded => Faults.Count == 0;

    public static Answer<T> Of(T value) => new() { Value = value };

    public static Answer<T> Refused(params IReadOnlyList<PlanFault> faults) => new() { Faults = faults };

    public static Answer<T> Refused(string message) => Refused(new PlanFault("", message));
}
