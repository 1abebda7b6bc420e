using System.Net;

namespace TapeDeck.Engine;

/// <summary>The two ends of the TCP connection that carried a message. One instance serves all messages of a connection.</summary>
public sealed record ConnectionEnds(IPEndPoint Client, IPEndPoint Server);
