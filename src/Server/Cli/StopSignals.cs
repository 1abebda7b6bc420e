using System.Runtime.InteropServices;

namespace TapeDeck.Server.Cli;

/// <summary>Turns the first Ctrl-C or termination signal into an orderly stop; the second ends the process as usual.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Action _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals(Action stop)
    {
        _stop = stop;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = Interlocked.Increment(ref _count) == 1;
        if (context.Cancel)
        {
            _stop();
        }
    }
}
