using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>A listener that records what is sent to it.</summary>
internal static class HttpInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<HttpInputPlan>()
        .Text("address", "Listen on", it => it.Address, (it, text) => it with { Address = text }, new() { IsMono = true, Placeholder = ":8090", Missing = "Say where to listen, such as :8090." })
        .As("http", "HTTP listener", "Answers every request with 200 and records it", () => new HttpInputPlan(), it => $"Answers and records every request that is sent to {it.Address}")
        .With(CommonFields.Input);
}
