namespace TapeDeck.Client.Ports;

/// <summary>How fast the active captures and replays take requests, measured once for everyone who looks: a page that opens has its curve at once.</summary>
public interface IRunRates
{
    /// <summary>Seconds that are kept.</summary>
    const int Seconds = 120;

    /// <summary>One value a second of the last two minutes, oldest first; none for a run that is not active.</summary>
    IReadOnlyList<RunRate> Of(string runId);
}

/// <summary>How fast a run took requests.</summary>
/// <param name="At">When that was measured.</param>
/// <param name="RequestsPerSecond">0 while it is paused.</param>
public sealed record RunRate(DateTimeOffset At, double RequestsPerSecond);
