using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table E: limits (spec §13, 105–108).</summary>
public sealed class LimiterTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check105_LimitOfAnOutput_LetsThatManyASecondThrough()
    {
        await using var target = ScriptedTarget.Plain();
        _place.Write("in.gor", GorRecord.Gets(500, 10));
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--output-http", $"http://{target.Address}|10", "--output-null")).Succeeded();
        Assert.InRange(target.Requests.Count, 40, 80);
        Assert.Equal(500, outcome.Count("output 1", 1));
        Assert.Equal(500 - target.Requests.Count, outcome.Count("output 2", 2) + outcome.Count("output 2", 3));
    }

    [Fact]
    public async Task Check106_LimitOfAFile_LetsThatManyASecondThrough()
    {
        _place.Write("in.gor", GorRecord.Gets(301, 10));
        Assert.InRange((await _place.RunAsync("--input-file", "in.gor|10", "--output-stdout")).Succeeded().Records.Count, 25, 60);
    }

    [Fact]
    public async Task Check107_ShareOfAnOutput_IsChosenByExchange()
    {
        _place.Write("in.gor", Enumerable.Range(0, 10_000).SelectMany(i => new[] { GorRecord.Get(i, 0), GorRecord.Response(i, 0) }));
        (await _place.RunAsync("--input-file", "in.gor|max", "--output-file", "out.gor|10%", "--output-file-append")).Succeeded();
        var records = _place.Read("out.gor");
        var requests = records.Where(record => record.Kind == '1').Select(record => record.Id).ToList();
        Assert.InRange(requests.Count, 880, 1120);
        Assert.Equal(requests, records.Where(record => record.Kind == '2').Select(record => record.Id));
    }

    [Fact]
    public async Task Check108_SpeedWithSplitOutput_DealsEveryRecordOut()
    {
        _place.Write("in.gor", GorRecord.Gets(41, 5));
        (await _place.RunAsync(
            "--input-file", "in.gor|200%", "--split-output", "true", "--output-file", "a.gor", "--output-file", "b.gor", "--output-file-append")).Succeeded();
        var (a, b) = (_place.Read("a.gor"), _place.Read("b.gor"));
        Assert.Equal(41, a.Count + b.Count);
        Assert.InRange(a.Count - b.Count, -1, 1);
        Assert.Empty(a.Select(record => record.Id).Intersect(b.Select(record => record.Id)));
    }
}
