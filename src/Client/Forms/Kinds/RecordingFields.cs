using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>What every output has that writes .gor files.</summary>
internal static class RecordingFields
{
    public static FieldsOf<RecordingOutputPlan> Fields => new FieldsOf<RecordingOutputPlan>()
        .Check("append", "One file a name", it => it.Append, (it, on) => it with { Append = on }, new() { Hint = "Instead of numbered chunks.", IsAdvanced = true })
        .Bytes("sizeLimitBytes", "Size of a chunk", it => it.SizeLimitBytes, (it, size) => it with { SizeLimitBytes = size }, 0, 1L << 50, new() { Hint = "0 for no limit.", IsAdvanced = true })
        .Number("queueLimit", "Records of a chunk", it => it.QueueLimit, (it, number) => it with { QueueLimit = (int)number }, 0, int.MaxValue, new() { Hint = "0 for no limit.", IsAdvanced = true })
        .Bytes("totalLimitBytes", "In all", it => it.TotalLimitBytes, (it, size) => it with { TotalLimitBytes = size }, 0, 1L << 50, new() { Hint = "Writes no more after that; 0 for no limit.", IsAdvanced = true })
        .Duration("flushInterval", "Flush every", it => it.FlushInterval, (it, time) => it with { FlushInterval = time }, new() { IsAdvanced = true });
}
