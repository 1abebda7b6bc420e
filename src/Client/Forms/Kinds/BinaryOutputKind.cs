using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Payloads as they are over TCP.</summary>
internal static class BinaryOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<BinaryOutputPlan>()
        .Text("address", "Target", it => it.Address, (it, text) => it with { Address = text }, new() { IsMono = true, Placeholder = "staging.example:6379", Missing = "Name the server to send to, such as staging.example:6379." })
        .Number("connections", "Connections", it => it.Connections, (it, number) => it with { Connections = (int)number }, 1, 10_000, new() { IsAdvanced = true })
        .Duration("timeout", "Timeout", it => it.Timeout, (it, time) => it with { Timeout = time }, new() { Hint = "For the first byte of an answer.", IsAdvanced = true })
        .Bytes("responseLimitBytes", "Kept of an answer", it => it.ResponseLimitBytes, (it, size) => it with { ResponseLimitBytes = (int)size }, 0, int.MaxValue, new() { IsAdvanced = true })
        .Check("trackResponses", "Pass answers on", it => it.TrackResponses, (it, on) => it with { TrackResponses = on }, new() { Hint = "To the other outputs, as records of their own.", IsAdvanced = true })
        .As("binary", "TCP server (binary)", "Payloads as they are, and what comes back", () => new BinaryOutputPlan(), it => $"Sends the payloads as they are to {it.Address}")
        .With(CommonFields.Output);
}
