using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Fields that several kinds share.</summary>
internal static class CommonFields
{
    public const string LimitHint = "10 for ten requests a second, 10% for a share; the rest is dropped and counted.";
    private static readonly FieldChoice[] s_policies = [new("", "Chosen by the run"), new("wait", "Input waits"), new("drop-newest", "Newest is dropped"), new("drop-oldest", "Oldest is dropped")];

    /// <summary>How much of an input goes on.</summary>
    public static FieldsOf<InputPlan> Input => new FieldsOf<InputPlan>()
        .Optional("limit", "At most", it => FieldText.Of(it.Limit), (it, text) => it with { Limit = FieldText.Limit(text) }, new() { Placeholder = "10 or 10%", Hint = LimitHint, IsAdvanced = true });

    /// <summary>How much an output takes, and the queue in front of it.</summary>
    public static FieldsOf<OutputPlan> Output => new FieldsOf<OutputPlan>()
        .Optional("limit", "At most", it => FieldText.Of(it.Limit), (it, text) => it with { Limit = FieldText.Limit(text) }, new() { Placeholder = "10 or 10%", Hint = LimitHint, IsAdvanced = true })
        .Number("queue/capacity", "Queue", it => it.Queue.Capacity, (it, number) => it with { Queue = it.Queue with { Capacity = (int)number } }, 1, int.MaxValue, new() { Hint = "Records that may wait for it.", IsAdvanced = true })
        .Bytes("queue/capacityBytes", "Queue size", it => it.Queue.CapacityBytes, (it, size) => it with { Queue = it.Queue with { CapacityBytes = size } }, 1, 1L << 40, new() { Hint = "Bytes that may wait for it.", IsAdvanced = true })
        .Choice("queue/whenFull", "When the queue is full", it => Name(it.Queue.WhenFull), (it, name) => it with { Queue = it.Queue with { WhenFull = Policy(name) } }, s_policies, new() { Hint = "Live inputs lose what waits too long.", IsAdvanced = true });

    private static string Name(QueueFullPolicy? policy) => policy switch { QueueFullPolicy.Wait => "wait", QueueFullPolicy.DropNewest => "drop-newest", QueueFullPolicy.DropOldest => "drop-oldest", _ => "" };

    private static QueueFullPolicy? Policy(string name) => name switch { "wait" => QueueFullPolicy.Wait, "drop-newest" => QueueFullPolicy.DropNewest, "drop-oldest" => QueueFullPolicy.DropOldest, _ => null };
}
