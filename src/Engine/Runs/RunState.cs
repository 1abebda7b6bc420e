namespace TapeDeck.Engine.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Created, never started.</summary>
    Pending,

    /// <summary>Inputs are being opened.</summary>
    Starting,

    /// <summary>Records flow.</summary>
    Running,

    /// <summary>Inputs are held; a live capture discards and counts, a file waits.</summary>
    Paused,

    /// <summary>Inputs have ended, outputs deliver what is queued.</summary>
    Stopping,

    /// <summary>All inputs ended by themselves and everything was delivered or counted.</summary>
    Completed,

    /// <summary>Ended because somebody asked for it, or by a limit.</summary>
    Stopped,

    /// <summary>Ended by a fault; the failure text says which.</summary>
    Failed,

    /// <summary>The program ended while it was running.</summary>
    Interrupted,
}
