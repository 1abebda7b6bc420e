namespace TapeDeck.Client.Ports;

/// <summary>What this machine can capture on.</summary>
public interface ICaptureInterfaces
{
    /// <summary>All interfaces, those that can be captured on first.</summary>
    Task<CaptureRights> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Interfaces, and whether they may be opened.</summary>
/// <param name="Interfaces">Empty when they cannot even be listed.</param>
/// <param name="Problem">Why capture is not possible and the exact command that mends it; null when it is.</param>
public sealed record CaptureRights(IReadOnlyList<InterfaceView> Interfaces, string? Problem);

/// <summary>A network interface.</summary>
public sealed record InterfaceView(string Name, string? Description, IReadOnlyList<string> Addresses, bool IsUp, bool IsLoopback);
