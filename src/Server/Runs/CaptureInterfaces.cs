using TapeDeck.Client.Ports;
using TapeDeck.Engine.Capture;

namespace TapeDeck.Server.Runs;

/// <summary>What this machine can capture on.</summary>
internal sealed class CaptureInterfaces : ICaptureInterfaces
{
    /// <summary>libpcap asks the kernel and may take its time, so it is asked on a thread of its own.</summary>
    public Task<CaptureRights> ListAsync(CancellationToken cancellationToken) => Task.Run(
        () => new CaptureRights(
            [.. CaptureDeviceList.List().OrderByDescending(device => device.IsUp).ThenByDescending(device => device.Addresses.Count > 0).Select(View)],
            CaptureDeviceList.FindProblem()),
        cancellationToken);

    private static InterfaceView View(CaptureDevice device) =>
        new(device.Name, device.Description, [.. device.Addresses.Select(address => address.ToString())], device.IsUp, device.IsLoopback);
}
