using System.Globalization;

namespace TapeDeck.TestKit;

/// <summary>Another host on this machine: a network namespace joined by a pair of virtual interfaces. Needs root; gone when disposed.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    private static int s_last;
    private readonly string _name;

    private NetworkNamespace(int number)
    {
        _name = string.Create(CultureInfo.InvariantCulture, $"td{Environment.ProcessId}x{number}");
        Interface = string.Create(CultureInfo.InvariantCulture, $"td{Environment.ProcessId % 100_000}h{number}");
        PeerInterface = string.Create(CultureInfo.InvariantCulture, $"td{Environment.ProcessId % 100_000}p{number}");
        var third = (Environment.ProcessId + number) % 250;
        Address = string.Create(CultureInfo.InvariantCulture, $"10.199.{third}.1");
        PeerAddress = string.Create(CultureInfo.InvariantCulture, $"10.199.{third}.2");
    }

    /// <summary>The end of the pair on this side.</summary>
    public string Interface { get; }

    /// <summary>The end of the pair on the other side.</summary>
    public string PeerInterface { get; }

    /// <summary>This side's address.</summary>
    public string Address { get; }

    /// <summary>The other side's address.</summary>
    public string PeerAddress { get; }

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var made = new NetworkNamespace(Interlocked.Increment(ref s_last));
        await IpAsync($"netns add {made._name}");
        await IpAsync($"link add {made.Interface} type veth peer name {made.PeerInterface} netns {made._name}");
        await IpAsync($"addr add {made.Address}/30 dev {made.Interface}");
        await IpAsync($"link set {made.Interface} up");
        await IpAsync($"-n {made._name} addr add {made.PeerAddress}/30 dev {made.PeerInterface}");
        await IpAsync($"-n {made._name} link set {made.PeerInterface} up");
        return made;
    }

    /// <summary>Starts a program on the other side.</summary>
    public ToolProcess Start(string program, params string[] arguments) => ToolProcess.Start("ip", ["netns", "exec", _name, program, .. arguments]);

    /// <summary>Takes the pair away, as when a cable is pulled out for good.</summary>
    public Task UnplugAsync() => IpAsync($"link del {Interface}");

    public async ValueTask DisposeAsync()
    {
        await ToolProcess.RunAsync("ip", "link", "del", Interface); // may be gone already
        await IpAsync($"netns del {_name}");
    }

    private static async Task IpAsync(string arguments)
    {
        var (exit, _, error) = await ToolProcess.RunAsync("ip", arguments.Split(' '));
        if (exit != 0)
        {
            throw new InvalidOperationException($"ip {arguments}: {error}");
        }
    }
}
