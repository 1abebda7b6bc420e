using System.Net;

namespace TapeDeck.Engine.Replay;

/// <summary>
/// Judges where a run may connect to. Asked with every address that is about to be connected to, after the name was resolved, so that
/// neither a redirect nor a name that changes its mind leads anywhere else.
/// </summary>
public interface ITargetCheck
{
    /// <summary>Why an address must not be connected to: one sentence; null when it may.</summary>
    /// <param name="host">The name or address that was asked for.</param>
    /// <param name="port">The port that was asked for.</param>
    /// <param name="address">One of the host's addresses.</param>
    string? Objection(string host, int port, IPAddress address);
}
