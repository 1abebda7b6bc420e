using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Records as WebSocket messages.</summary>
internal static class WebSocketOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<WebSocketOutputPlan>()
        .Text("url", "Address", it => it.Url, (it, text) => it with { Url = text }, new() { IsMono = true, Placeholder = "wss://replay.example/records", Missing = "Name the server, such as wss://replay.example/records." })
        .As("websocket", "WebSocket", "A binary message for each record", () => new WebSocketOutputPlan(), it => $"Sends every record to {it.Url}")
        .With(RelayFields.Fields)
        .With(CommonFields.Output);
}
