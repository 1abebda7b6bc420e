namespace TapeDeck.Engine.Plans;

/// <summary>Traffic that a switch or cloud mirror sends here inside VXLAN (RFC 7348; spec §4.8). <c>--input-raw-engine vxlan</c>.</summary>
public sealed record VxlanInputPlan : PacketInputPlan
{
    /// <summary>UDP port to listen on, 1–65535; 0 lets the system choose. <c>--input-raw-vxlan-port</c>.</summary>
    public int ListenPort { get; init; } = 4789;

    /// <summary>
    /// Network identifiers: a positive one takes that network, a negative one leaves it out; the first match decides. No match: taken only if
    /// a negative one is listed. Empty for all. <c>--input-raw-vxlan-vni</c>.
    /// </summary>
    public IReadOnlyList<int> Networks { get; init; } = [];
}
