using System.Reflection;
using System.Runtime.InteropServices;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Hosting;

/// <summary>Facts about the running program.</summary>
internal sealed class About(DataDirectory directory) : IAbout
{
    public static string Version { get; } =
        typeof(About).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static string Runtime => $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}";

    public AboutView Get() => new(
        Version,
        Runtime,
        directory.Root,
        new DirectoryInfo(directory.Root).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length),
        new DriveInfo(directory.Root).AvailableFreeSpace);
}
