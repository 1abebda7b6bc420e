using System.IO.Hashing;
using Amazon.S3;
using Confluent.Kafka;
using CsvHelper;
using DuckDB.NET.Data;
using HdrHistogram;
using SharpPcap;
using Superpower.Model;
using TapeDeck.TestKit;
using TapeDeck.TestKit.Architecture;

namespace TapeDeck.Engine.Tests.Architecture;

/// <summary>The arrows between the engine's stations (docs/architecture.md). Each rule is seen to find a planted violation.</summary>
public sealed class LayeringTests : IDisposable
{
    private const string Engine = "TapeDeck.Engine";
    private static readonly Arrows s_arrows = new(typeof(Record).Assembly);
    private readonly TempFolder _planted = new();

    /// <summary>A station, and those it may know.</summary>
    private static readonly Dictionary<string, string> s_knows = new()
    {
        ["Accounting"] = "",
        ["Plans"] = "Accounting",
        ["S3"] = "",
        ["Tcp"] = "Accounting Plans",
        ["Capture"] = "Accounting Plans Tcp",
        ["Http"] = "Accounting Plans Tcp",
        ["Binary"] = "Accounting Plans Tcp Http",
        ["Gzip"] = "",
        ["Gor"] = "Accounting Plans S3 Http Gzip",
        ["Formats"] = "Accounting Plans Http Gor",
        ["Regexps"] = "",
        ["Query"] = "Accounting Plans Http Regexps",
        ["Rules"] = "Accounting Plans Http Regexps Query",
        ["Replay"] = "Accounting Plans Http Runs",
        ["Elasticsearch"] = "Accounting Plans Http Gor Replay",
        ["Relay"] = "Accounting Plans Http Gor",
        ["Kafka"] = "Accounting Plans Http Gor Relay",
        ["Index"] = "Accounting Plans Http Gzip Gor Formats Query Replay",
        ["Pipeline.Inputs"] = "Accounting Plans Tcp Capture Http Binary Gor Replay Relay Kafka Runs",
        ["Pipeline.Middleware"] = "Accounting Plans Http Gor",
        ["Pipeline.Outputs"] = "Accounting Plans S3 Http Gor Rules Replay Elasticsearch Relay Kafka Runs",
    };

    /// <summary>A station, and one it must not know.</summary>
    public static TheoryData<string, string> Forbidden => new(
        from station in s_knows
        from other in s_knows.Keys.Append("Runs")
        where other != station.Key && !station.Value.Split(' ').Contains(other)
        select (station.Key, other));

    /// <summary>A package, and the one station that knows it.</summary>
    public static TheoryData<string, string, Type> Homes => new()
    {
        { "SharpPcap", "Capture", typeof(PosixTimeval) },
        { "DuckDB", "Index", typeof(DuckDBConnection) },
        { "HdrHistogram", "Replay", typeof(LongHistogram) },
        { "CsvHelper", "Formats", typeof(CsvWriter) },
        { "Amazon", "S3", typeof(AmazonS3Client) },
        { "Confluent", "Kafka", typeof(ProducerConfig) },
        { "Superpower", "Query", typeof(Position) },
        { @"System\.IO\.Hashing", "Gzip", typeof(Crc32) },
    };

    public void Dispose() => _planted.Dispose();

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Station_OfTheEngine_KnowsOnlyWhatIsBelowIt(string station, string other) =>
        Assert.Empty(s_arrows.Between($"{Engine}.{station}", $"{Engine}.{other}"));

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Station_PlantedViolation_IsFound(string station, string other) => Assert.Single(
        new Arrows(PlantedAssembly.Knowing(_planted, $"{Engine}.{station}", $"{Engine}.{other}")).Between($"{Engine}.{station}", $"{Engine}.{other}"));

    [Fact]
    public void Stations_OfTheEngine_AreAllNamed()
    {
        var stations = typeof(Record).Assembly.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(space => space.StartsWith($"{Engine}.", StringComparison.Ordinal)).Select(space => space[(Engine.Length + 1)..]).Distinct();
        Assert.Empty(stations.Except([.. s_knows.Keys, "Pipeline", "Runs"]));
    }

    [Fact]
    public void Vocabulary_AtTheRoot_KnowsNoStation()
    {
        Assert.Empty(s_arrows.Matching($"^{Engine}$", $@"^{Engine}\."));
        Assert.Single(new Arrows(PlantedAssembly.Knowing(_planted, Engine, $"{Engine}.Tcp")).Matching($"^{Engine}$", $@"^{Engine}\."));
    }

    /// <summary>Runs are on top; only what a run is given, its figures and its words for a failure are known below.</summary>
    [Fact]
    public void Runs_SeenFromBelow_AreFiguresAndOptions() => Assert.All(
        s_arrows.Matching($@"^{Engine}\.(Replay|Pipeline)(\.|$)", $@"^{Engine}\.Runs$"),
        arrow => Assert.Matches(@"-> TapeDeck\.Engine\.Runs\.(RunOptions|RunFailure|RateMeter|OutputProgress|ReplayProgress|Percentiles)$", arrow));

    [Theory]
    [MemberData(nameof(Homes))]
    public void Package_WithAHomeOfItsOwn_IsSeenNowhereElse(string package, string station, Type type)
    {
        var elsewhere = $@"^{Engine}(?!\.{station})";
        Assert.Empty(s_arrows.Matching(elsewhere, $"^{package}"));
        Assert.NotEmpty(s_arrows.Matching($@"^{Engine}\.{station}", $"^{package}"));
        Assert.Single(new Arrows(PlantedAssembly.Knowing(_planted, $"{Engine}.Plans", type)).Matching(elsewhere, $"^{package}"));
    }

    [Fact]
    public void Dependencies_InAsyncMethodsAndLambdas_AreFound()
    {
        var arrows = new Arrows(typeof(LayeringTests).Assembly).Matching(@"Tests\.Architecture$", "^System.Net.Http$");
        Assert.Contains(arrows, arrow => arrow.Contains("HiddenInAsync", StringComparison.Ordinal));
        Assert.Contains(arrows, arrow => arrow.Contains("HiddenInLambda", StringComparison.Ordinal));
    }

    [Fact]
    public void Type_InAStation_DoesNotBearItsFoldersName() => Assert.DoesNotContain(typeof(Record).Assembly.GetTypes(), BearsItsFoldersName);

    [Fact]
    public void Type_PlantedWithItsFoldersName_IsFound() => Assert.True(BearsItsFoldersName(typeof(Planted.Planted)));

    private static bool BearsItsFoldersName(Type type) =>
        type.Namespace is { } space && space.StartsWith("TapeDeck.", StringComparison.Ordinal) && space.Split('.').Contains(type.Name);

    private static class HiddenInAsync
    {
        public static async Task<string> AskAsync()
        {
            await Task.Yield();
            using var client = new HttpClient();
            return await client.GetStringAsync(new Uri("http://127.0.0.1/"));
        }
    }

    private static class HiddenInLambda
    {
        public static Func<object> Make(string text) => () => new StringContent(text);
    }
}
