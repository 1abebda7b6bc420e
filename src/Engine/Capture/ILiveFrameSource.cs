namespace TapeDeck.Engine.Capture;

/// <summary>Frames as they happen: never blocks, can be waited for, and tells what was lost. Serves one thread.</summary>
internal interface ILiveFrameSource : IDisposable
{
    /// <summary>What frames are taken from, such as an interface.</summary>
    string Name { get; }

    /// <summary>What it listens to, a line for people.</summary>
    string Note { get; }

    /// <summary>The link layer of its frames.</summary>
    LinkType Link { get; }

    /// <summary>Longest time for which a frame is kept back before it can be read.</summary>
    TimeSpan Delay { get; }

    /// <summary>Why it cannot be read any more; null while it can.</summary>
    string? Failure { get; }

    /// <summary>The next frame, valid until the next call, and when it was seen, nanoseconds since the Unix epoch; false when there is none now.</summary>
    bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp);

    /// <summary>Waits until frames are there, at most this long.</summary>
    void Wait(TimeSpan time);

    /// <summary>What was lost since the last call.</summary>
    FrameLosses ReadLosses();
}
