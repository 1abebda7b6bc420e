using System.Text;
using System.Text.Json;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Searches of recordings from the command line (docs/query-language.md).</summary>
public sealed class SearchTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("in.gor")]
    [InlineData("in.gor.gz")]
    public async Task Search_Recording_PrintsALineForEachThatFits(string file)
    {
        _place.Write(file, GorRecord.Get(1, 0, "/a"), GorRecord.Get(2, 1, "/b?x=1"), GorRecord.Response(1, 2), GorRecord.Get(3, 3, "/c"), GorRecord.Response(2, 4.5));
        var found = await _place.RunAsync("search", file, "status:200 -path:/a");
        Assert.Equal((0, "2023-11-14T22:13:20.001000Z 200 3.5ms GET origin.test /b?x=1\n", ""), (found.ExitCode, Encoding.UTF8.GetString(found.Output), found.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("path:/1", 0, "111")]
    [InlineData("body:nothing", 1, "0")]
    [InlineData("-path:/1", 0, "889")]
    [InlineData("status:none", 0, "1000")]
    [InlineData("endpoint=\"GET /{id}\"", 0, "1000")]
    public async Task Search_Count_PrintsTheNumberAndEndsAsGrep(string query, int exitCode, string count)
    {
        _place.Write("in_0.gor", GorRecord.Gets(500, 1));
        _place.Write("in_1.gor.gz", GorRecord.Gets(500, 1, 500));
        var found = await _place.RunAsync("search", "--count", "in_*", query);
        Assert.Equal((exitCode, count + "\n", ""), (found.ExitCode, Encoding.UTF8.GetString(found.Output), found.Error.TrimEnd()));
    }

    [Fact]
    public async Task Search_SeveralFiles_NamesThem()
    {
        _place.Write("in_0.gor", GorRecord.Get(1, 0));
        _place.Write("in_1.gor", GorRecord.Get(2, 0));
        var found = await _place.RunAsync("search", "in_0.gor", "in_1.gor", "get");
        Assert.Equal(["in_0.gor", "in_1.gor"], Encoding.UTF8.GetString(found.Output).Split('\n')[..^1].Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Search_AsRecording_IsThatPartOfIt()
    {
        GorRecord[] all = [GorRecord.Get(1, 0), GorRecord.Response(1, 1), GorRecord.Get(2, 2), GorRecord.Response(2, 3)];
        _place.Write("in.gor", all);
        var found = await _place.RunAsync("search", "--format", "gor", "in.gor", "path=/2");
        Assert.Equal(GorRecord.ToBytes(all[2..]), found.Output);
    }

    [Fact]
    public async Task Search_AsNdjson_IsAnObjectALine()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0), GorRecord.Response(1, 1), GorRecord.Get(2, 2));
        var found = await _place.RunAsync("search", "in.gor", "--format=ndjson", "get");
        var targets = Encoding.UTF8.GetString(found.Output).Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("target").GetString());
        Assert.Equal(["/1", "/2"], targets);
    }

    [Fact]
    public async Task Search_WrongQuery_MarksTheColumn()
    {
        _place.Write("in.gor", GorRecord.Get(1, 0));
        var found = await _place.RunAsync("search", "in.gor", "get statsu:500");
        Assert.Equal(2, found.ExitCode);
        Assert.Equal(
            "tapedeck: search: There is no field 'statsu'. To search for the text, put it in quotes.\n  get statsu:500\n      ^^^^^^", found.Error.TrimEnd());
    }

    [Theory]
    [InlineData("missing.gor", "No file matches 'missing.gor'.")]
    [InlineData("in.txt", "in.txt: It is no .gor file")]
    public async Task Search_NoRecording_EndsWithTwo(string file, string said)
    {
        _place.Write("in.txt", "hello\n"u8.ToArray());
        var found = await _place.RunAsync("search", file, "get");
        Assert.Equal(2, found.ExitCode);
        Assert.Contains(said, found.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_DamagedFile_WarnsAndGoesOn()
    {
        _place.Write("in.gor", [.. GorRecord.ToBytes(GorRecord.Get(1, 0)), .. "1 cut"u8]);
        var found = await _place.RunAsync("search", "in.gor", "get");
        Assert.Equal(0, found.ExitCode);
        Assert.Matches("^tapedeck: search: warning: in\\.gor, byte \\d+: .*cut short", found.Error.TrimEnd());
    }

    [Fact]
    public async Task Search_ReaderHasEnough_EndsQuietly()
    {
        _place.Write("in.gor", GorRecord.Gets(20_000, 1));
        var found = await _place.ShellAsync("tapedeck search in.gor get | head -n 1");
        Assert.Equal((0, "", 1), (found.ExitCode, found.Error.TrimEnd(), Encoding.UTF8.GetString(found.Output).Count(symbol => symbol == '\n')));
    }
}
