using System.Runtime.InteropServices;

namespace TapeDeck.Server.Cli;

/// <summary>
/// Turns the first Ctrl-C or termination signal into an orderly stop; another one after a moment ends the process as usual. What comes at once
/// is the same wish: <c>timeout</c> signals a process and then its group, a shell and <c>sudo</c> may both pass Ctrl-C on.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Action _stop;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long? _first;

    public StopSignals(Action stop, TimeProvider time)
    {
        _stop = stop;
        _time = time;
        IgnoredInterrupt.Undo();
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = Take()))];
    }

    /// <summary>Takes a signal; returns whether the process is to live on.</summary>
    public bool Take()
    {
        lock (_lock)
        {
            if (_first is { } first)
            {
                return _time.GetElapsedTime(first) < Moment;
            }

            _first = _time.GetTimestamp();
        }

        _stop();
        return true;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
