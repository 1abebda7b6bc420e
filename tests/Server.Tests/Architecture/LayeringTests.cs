using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;
using MudBlazor;
using TapeDeck.Client;
using TapeDeck.TestKit;
using TapeDeck.TestKit.Architecture;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Server.Tests.Architecture;

/// <summary>The arrows between server, client and engine, and inside the server: doors → features → persistence (docs/architecture.md).</summary>
public sealed class LayeringTests : IDisposable
{
    private static readonly Arrows s_arrows = new(typeof(ServerApplication).Assembly, typeof(App).Assembly, typeof(Record).Assembly);
    private readonly TempFolder _planted = new();

    /// <summary>A part, and those it must not know.</summary>
    public static TheoryData<string, string> Forbidden => new()
    {
        { "Engine", "Client Server" },
        { "Client", "Server Engine.Tcp Engine.Capture Engine.Gor Engine.Rules Engine.Replay Engine.Index Engine.Pipeline" },
        { "Server.Json", "Server.Hosting Server.Persistence Server.Security Server.Live Server.Recordings Server.Rules Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Hosting", "Server.Persistence Server.Security Server.Live Server.Recordings Server.Rules Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Persistence", "Server.Security Server.Live Server.Recordings Server.Rules Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Security", "Server.Live Server.Recordings Server.Rules Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Live", "Server.Persistence Server.Recordings Server.Rules Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Rules", "Server.Security Server.Live Server.Recordings Server.Runs Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Runs", "Server.Recordings Server.Rules Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Recordings", "Server.Live Server.Rules Server.Operations Server.Api Server.Hubs Server.Cli" },
        { "Server.Operations", "Server.Security Server.Live Server.Recordings Server.Rules Server.Runs Server.Api Server.Hubs Server.Cli" },
        { "Server.Api", "Server.Persistence Server.Recordings Server.Rules Server.Runs Server.Operations Server.Cli Server.Hubs" },
        { "Server.Hubs", "Server.Persistence Server.Recordings Server.Rules Server.Runs Server.Operations Server.Cli" },
        { "Server.Cli", "Server.Persistence Server.Recordings Server.Rules Server.Operations Server.Live Server.Security Server.Api Server.Hubs" },
    };

    /// <summary>Namespaces of packages, as a regular expression; who may know them; a type of theirs.</summary>
    public static TheoryData<string, string, Type> Homes => new()
    {
        { "^MudBlazor", "Client", typeof(Color) },
        { "^DiffPlex", @"Client\.Bodies", typeof(DiffPlex.Differ) },
        { "^Microsoft.EntityFrameworkCore", @"Server\.(Persistence|Security|Recordings|Rules|Runs|Operations)", typeof(DbContext) },
        { "^(Microsoft.OpenApi|Scalar)", @"Server\.Api", typeof(OpenApiDocument) },
        { @"^System\.CommandLine", @"Server\.Cli", typeof(System.CommandLine.Command) },
        { "^YamlDotNet", @"Server\.Cli", typeof(YamlDotNet.Core.Mark) },
        { "^SharpPcap", @"Engine\.Capture", typeof(SharpPcap.PosixTimeval) },
        { "^DuckDB", @"Engine\.Index", typeof(DuckDB.NET.Data.DuckDBConnection) },
    };

    public void Dispose() => _planted.Dispose();

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Part_OfTheProgram_KnowsOnlyWhatIsBelowIt(string part, string forbidden) =>
        Assert.All(forbidden.Split(' '), other => Assert.Empty(s_arrows.Between($"TapeDeck.{part}", $"TapeDeck.{other}")));

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Part_PlantedViolation_IsFound(string part, string forbidden) => Assert.All(
        forbidden.Split(' '),
        other => Assert.Single(new Arrows(PlantedAssembly.Knowing(_planted, $"TapeDeck.{part}", $"TapeDeck.{other}")).Between($"TapeDeck.{part}", $"TapeDeck.{other}")));

    [Theory]
    [MemberData(nameof(Homes))]
    public void Package_WithAHomeOfItsOwn_IsSeenNowhereElse(string package, string home, Type type)
    {
        var elsewhere = $@"^TapeDeck\.(?!{home}(\.|$))";
        Assert.Empty(s_arrows.Matching(elsewhere, package));
        Assert.Single(new Arrows(PlantedAssembly.Knowing(_planted, "TapeDeck.Server.Live", type)).Matching(elsewhere, package));
    }
}
