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
        { "Accounting", "Plans|Tcp|Capture|Http|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Plans", "S3|Tcp|Capture|Http|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "S3", "Accounting|Plans|Tcp|Capture|Http|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Tcp", "S3|Capture|Http|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Capture", "S3|Http|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Http", "S3|Capture|Binary|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Binary", "Capture|Gor|Rules|Replay|Index|Pipeline|Runs" },
        { "Gor", "Tcp|Capture|Binary|Rules|Replay|Index|Pipeline|Runs" },
        { "Rules", "Tcp|Capture|Binary|Gor|Replay|Index|Pipeline|Runs" },
        { "Replay", "Tcp|Capture|Binary|Gor|Rules|Index|Pipeline" },
        { "Index", "Tcp|Capture|Binary|Rules|Pipeline|Runs" },
        { "Pipeline.Inputs", "Rules|Index|Pipeline.Outputs|Pipeline.Middleware" },
        { "Pipeline.Outputs", "Tcp|Capture|Binary|Index|Pipeline.Inputs|Pipeline.Middleware" },
        { "Pipeline.Middleware", "Tcp|Capture|Binary|Rules|Replay|Index|Pipeline.Inputs|Pipeline.Outputs|Runs" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Station_OfTheEngine_KnowsOnlyWhatIsBelowIt(string station, string forbidden) =>
        Assert.Empty(Dependencies($@"^TapeDeck\.Engine\.{Escape(station)}(\.|$)", $@"^TapeDeck\.Engine\.({Escape(forbidden)})(\.|$)"));

    [Theory]
    [InlineData("SharpPcap", "Capture")]
    [InlineData("DuckDB", "Index")]
    [InlineData("Amazon", "S3")]
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
