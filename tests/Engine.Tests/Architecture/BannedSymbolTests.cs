using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Architecture;

/// <summary>What BannedSymbols.txt forbids does not compile, under the repository's own build properties.</summary>
public sealed partial class BannedSymbolTests : IDisposable
{
    /// <summary>A use of each banned symbol.</summary>
    private static readonly Dictionary<string, string> s_uses = new(StringComparer.Ordinal)
    {
        ["P:System.DateTime.Now"] = "_ = System.DateTime.Now",
        ["P:System.DateTime.UtcNow"] = "_ = System.DateTime.UtcNow",
        ["P:System.DateTimeOffset.Now"] = "_ = System.DateTimeOffset.Now",
        ["P:System.DateTimeOffset.UtcNow"] = "_ = System.DateTimeOffset.UtcNow",
        ["M:System.Threading.Thread.Sleep(System.Int32)"] = "System.Threading.Thread.Sleep(1)",
        ["M:System.Threading.Thread.Sleep(System.TimeSpan)"] = "System.Threading.Thread.Sleep(System.TimeSpan.Zero)",
        ["P:System.Threading.Tasks.Task`1.Result"] = "_ = System.Threading.Tasks.Task.FromResult(1).Result",
        ["M:System.Threading.Tasks.Task.Wait"] = "System.Threading.Tasks.Task.CompletedTask.Wait()",
        ["M:System.Console.WriteLine"] = "System.Console.WriteLine()",
        ["M:System.Console.WriteLine(System.String)"] = "System.Console.WriteLine(\"x\")",
        ["M:System.Console.Write(System.String)"] = "System.Console.Write(\"x\")",
        ["M:System.Net.Http.HttpClient.#ctor"] = "_ = new System.Net.Http.HttpClient()",
        ["M:System.Environment.Exit(System.Int32)"] = "System.Environment.Exit(1)",
        ["M:System.GC.Collect"] = "System.GC.Collect()",
        ["P:System.Text.Encoding.Default"] = "_ = System.Text.Encoding.Default",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Build_UsesOfBannedSymbols_FailAtEachOfThem()
    {
        var banned = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "BannedSymbols.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(banned.Select(line => line.Split(';')[0]).Order(), s_uses.Keys.Order());
        var uses = s_uses.Values.Select((use, number) => $"    public static void Use{number}() => {use};"); // line 3 and on
        await File.WriteAllLinesAsync(_folder.File("Uses.cs"), ["public static class Uses", "{", .. uses, "}"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("Planted.csproj"), """<Project Sdk="Microsoft.NET.Sdk" />""", TestContext.Current.CancellationToken);
        await using var build = ToolProcess.Start(
            "dotnet", "build", _folder.File("Planted.csproj"), "-v", "q", "-p:NuGetAudit=false", $"-p:ArtifactsPath={_folder.File("artifacts")}",
            $"-p:DirectoryBuildPropsPath={Repository.Root}/Directory.Build.props", $"-p:DirectoryPackagesPropsPath={Repository.Root}/Directory.Packages.props");
        Assert.NotEqual(0, await build.WaitForExitAsync(TimeSpan.FromMinutes(5)));
        var lines = Found().Matches(build.OutputText).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order();
        Assert.Equal(Enumerable.Range(3, s_uses.Count), lines);
    }

    [GeneratedRegex(@"Uses\.cs\((\d+),\d+\): error RS0030")]
    private static partial Regex Found();
}
