using System.Text.RegularExpressions;
using ArchUnitNET.Loader;

namespace TapeDeck.Engine.Tests.Architecture;

/// <summary>The arrows between the engine's stations (docs/architecture.md). Each rule was seen to fail on a planted violation.</summary>
public class LayeringTests
{
    private static readonly ArchUnitNET.Domain.Architecture s_architecture = new ArchLoader().LoadAssemblies(typeof(Record).Assembly).Build();

    public static TheoryData<string, string> Forbidden => new()
    {
        // station, what it must not know
        { "Accounting", "Plans|Tcp|Capture|Http|Gor|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Plans", "Tcp|Capture|Http|Gor|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Tcp", "Capture|Http|Gor|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Capture", "Http|Gor|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Http", "Capture|Gor|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Gor", "Tcp|Capture|Rules|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Rules", "Tcp|Capture|Gor|Replay|Relay|Kafka|Index|Pipeline|Runs" },
        { "Replay", "Tcp|Capture|Gor|Rules|Relay|Kafka|Index|Pipeline" },
        { "Relay", "Tcp|Capture|Rules|Replay|Kafka|Index|Pipeline|Runs" },
        { "Kafka", "Tcp|Capture|Rules|Replay|Index|Pipeline|Runs" },
        { "Index", "Tcp|Capture|Rules|Relay|Kafka|Pipeline|Runs" },
        { "Pipeline.Inputs", "Rules|Index|Pipeline.Outputs" },
        { "Pipeline.Outputs", "Tcp|Capture|Index|Pipeline.Inputs" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Station_OfTheEngine_KnowsOnlyWhatIsBelowIt(string station, string forbidden) =>
        Assert.Empty(Dependencies($@"^TapeDeck\.Engine\.{Escape(station)}(\.|$)", $@"^TapeDeck\.Engine\.({Escape(forbidden)})(\.|$)"));

    [Theory]
    [InlineData("SharpPcap", "Capture")]
    [InlineData("DuckDB", "Index")]
    [InlineData("HdrHistogram", "Replay")]
    [InlineData("Confluent", "Kafka")]
    public void Package_WithAHomeOfItsOwn_IsSeenNowhereElse(string package, string station) =>
        Assert.Empty(Dependencies($@"^TapeDeck\.Engine(?!\.{station})", $@"^{package}"));

    [Fact]
    public void Dependencies_KnownOne_IsFound() =>
        Assert.NotEmpty(Dependencies(@"^TapeDeck\.Engine\.Pipeline$", @"^TapeDeck\.Engine\.Accounting$"));

    [Fact]
    public void Type_InAStation_DoesNotBearItsFoldersName()
    {
        var clashes = typeof(Record).Assembly.GetTypes()
            .Where(type => type.Namespace is { } space && space.StartsWith("TapeDeck.", StringComparison.Ordinal) && space.Split('.').Contains(type.Name));
        Assert.Empty(clashes);
    }

    private static IEnumerable<string> Dependencies(string station, string forbidden) =>
        from type in s_architecture.Types
        where Regex.IsMatch(type.Namespace.FullName, station)
        from dependency in type.Dependencies
        where dependency.Target.Namespace is { } space && Regex.IsMatch(space.FullName, forbidden) // a type parameter has none
        select $"{type.FullName} -> {dependency.Target.FullName}";

    private static string Escape(string station) => station.Replace(".", @"\.", StringComparison.Ordinal);
}
