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
        { "Accounting", "Plans|Tcp|Capture|Http|Binary|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Plans", "Tcp|Capture|Http|Binary|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Tcp", "Capture|Http|Binary|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Capture", "Http|Binary|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Http", "Capture|Binary|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Binary", "Capture|Gor|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Gor", "Tcp|Capture|Binary|Rules|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Rules", "Tcp|Capture|Binary|Gor|Replay|Elasticsearch|Index|Pipeline|Runs" },
        { "Replay", "Tcp|Capture|Binary|Gor|Rules|Elasticsearch|Index|Pipeline" },
        { "Elasticsearch", "Tcp|Capture|Binary|Rules|Index|Pipeline|Runs" },
        { "Index", "Tcp|Capture|Binary|Rules|Elasticsearch|Pipeline|Runs" },
        { "Pipeline.Inputs", "Rules|Elasticsearch|Index|Pipeline.Outputs" },
        { "Pipeline.Outputs", "Tcp|Capture|Binary|Index|Pipeline.Inputs" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Station_OfTheEngine_KnowsOnlyWhatIsBelowIt(string station, string forbidden) =>
        Assert.Empty(Dependencies($@"^TapeDeck\.Engine\.{Escape(station)}(\.|$)", $@"^TapeDeck\.Engine\.({Escape(forbidden)})(\.|$)"));

    [Theory]
    [InlineData("SharpPcap", "Capture")]
    [InlineData("DuckDB", "Index")]
    [InlineData("HdrHistogram", "Replay")]
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
