using System.Net;

namespace TapeDeck.Engine.Capture;

/// <summary>A network interface that libpcap knows.</summary>
/// <param name="Name">As the system calls it, such as <c>eth0</c>; <c>any</c> stands for all together.</param>
/// <param name="Description">A sentence about it; null when there is none.</param>
/// <param name="Addresses">Its IP addresses.</param>
/// <param name="IsUp">Whether it is switched on.</param>
/// <param name="IsLoopback">Whether it leads back to this machine.</param>
public sealed record CaptureDevice(string Name, string? Description, IReadOnlyList<IPAddress> Addresses, bool IsUp, bool IsLoopback);
