using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>What every input that looks into packets has.</summary>
internal static class PacketFields
{
    private static readonly FieldChoice[] s_protocols = [new("http", "HTTP/1"), new("binary", "Any (binary)")];

    public static FieldsOf<PacketInputPlan> Fields => new FieldsOf<PacketInputPlan>()
        .Numbers("ports", "Ports", it => it.Ports, (it, ports) => it with { Ports = ports }, FieldText.Port, new() { IsMono = true, Placeholder = "8080, 8443", Hint = "Ports of the servers; empty for every port." })
        .Optional("filter", "Filter expression (BPF)", it => it.Filter, (it, text) => it with { Filter = text }, new() { IsMono = true, Placeholder = "tcp port 8080 and host 192.0.2.14", Hint = "Replaces the one made from the ports." })
        .Check("trackResponses", "Record responses too", it => it.TrackResponses, (it, on) => it with { TrackResponses = on }, new() { Hint = "Needed to see status codes and latency, and to compare replays." })
        .Duration("expire", "Wait for missing bytes", it => it.Expire, (it, time) => it with { Expire = time }, new() { IsAdvanced = true })
        .Choice("protocol", "Protocol", it => it.Protocol == StreamProtocol.Binary ? "binary" : "http", (it, name) => it with { Protocol = name == "binary" ? StreamProtocol.Binary : StreamProtocol.Http }, s_protocols, new() { IsAdvanced = true })
        .Optional("realIpHeader", "Header for the client's address", it => it.RealIpHeader, (it, text) => it with { RealIpHeader = text }, new() { Placeholder = "X-Real-IP", IsAdvanced = true })
        .Bytes("maxMessageBytes", "Largest message", it => it.MaxMessageBytes, (it, size) => it with { MaxMessageBytes = (int)size }, 1, int.MaxValue, new() { Hint = "What is beyond is cut and marked.", IsAdvanced = true })
        .Check("allowIncomplete", "Keep incomplete messages", it => it.AllowIncomplete, (it, on) => it with { AllowIncomplete = on }, new() { Hint = "Messages with missing bytes, marked.", IsAdvanced = true });
}
