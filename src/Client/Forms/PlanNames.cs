using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>Names for runs that nobody named.</summary>
internal static class PlanNames
{
    public static string Of(RunPurpose purpose, Plan plan, string? recording) => purpose == RunPurpose.Replay
        ? recording is null ? "Replay" : $"{recording} to {plan.Outputs.OfType<HttpOutputPlan>().FirstOrDefault() switch { { Url.Length: > 0 } http => http.Url, _ => "target" }}"
        : plan.Inputs.Count == 0 ? "Capture" : Of(plan.Inputs[0]);

    private static string Of(InputPlan input) => input switch
    {
        CaptureInputPlan capture => (capture.Interface ?? "All interfaces") + (capture.Ports.Count == 0 ? "" : $", port {string.Join(", ", capture.Ports)}"),
        VxlanInputPlan vxlan => $"VXLAN, port {vxlan.ListenPort}",
        TcpInputPlan tcp => $"Relay at {tcp.Address}",
        HttpInputPlan http => $"Listener at {http.Address}",
        KafkaInputPlan kafka => $"Kafka topic {kafka.Topic}",
        DummyInputPlan => "Made-up traffic",
        _ => "Capture",
    };
}
