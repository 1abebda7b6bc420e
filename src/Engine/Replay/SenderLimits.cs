using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Replay;

/// <summary>How much a sender does at once, and for how long.</summary>
/// <param name="Connections">Most connections open at once.</param>
/// <param name="MinConnections">Connections that are opened with the first request and not closed for being idle.</param>
/// <param name="IdleTimeout">How long the others may be idle.</param>
/// <param name="Timeout">How long an exchange may take.</param>
/// <param name="Queue">Bounds the requests that wait for the connections of their sessions.</param>
internal readonly record struct SenderLimits(int Connections, int MinConnections, TimeSpan IdleTimeout, TimeSpan Timeout, QueuePlan Queue);
