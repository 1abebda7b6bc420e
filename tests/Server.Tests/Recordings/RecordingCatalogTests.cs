using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings;
using TapeDeck.TestKit;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class RecordingCatalogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exchange_AnyNumber_IsTheBytesOfTheFile()
    {
        await using var library = await LibraryFixture.StartAsync();
        Record[] records = [.. Enumerable.Range(0, 500).SelectMany(i => new[]
        {
            Records.Request(i, $"/{i}", i * 2), Records.Response(i, 200, new string('b', i)) with { Timestamp = (i * 2) + 1 },
        })];
        var recording = await library.AddAsync(Records.Bytes(records));

        foreach (var number in new[] { 0, 1, 250, 499 })
        {
            var content = (await library.Recordings.ExchangeAsync(recording.Id, number, Token))!;
            Assert.Equal($"/{number}", content.Summary.Target);
            Assert.Equal(records[number * 2].Payload.ToArray(), content.Request!.Payload.ToArray());
            Assert.Equal(records[(number * 2) + 1].Payload.ToArray(), content.Response!.Payload.ToArray());
            Assert.Equal(1, content.Summary.Latency);
        }

        Assert.Null(await library.Recordings.ExchangeAsync(recording.Id, 500, Token));
    }

    [Fact]
    public async Task Exchanges_Filter_IsExact()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(
            Enumerable.Range(0, 300).SelectMany(i => new[] { Records.Request(i, $"/{i}", i), Records.Response(i, i % 3 == 0 ? 500 : 200) })));

        var page = await library.Recordings.ExchangesAsync(recording.Id, new ExchangeQuery { Query = LibraryFixture.Asked("status:5xx"), Start = 90, Count = 50 }, Token);
        Assert.Equal(100, page.Total);
        Assert.Equal(Enumerable.Range(90, 10).Select(i => $"/{i * 3}"), page.Rows.Select(row => row.Target));
        Assert.Equal(0, (await library.Recordings.ExchangesAsync("unknown/../../x", new ExchangeQuery(), Token)).Total);
    }

    [Fact]
    public async Task Exchanges_QueryForBodies_AreSearchedForUntilAllAreFound()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(
            Enumerable.Range(0, 300).SelectMany(i => new[] { Records.Request(i, $"/{i}", i), Records.Response(i, 200, i % 3 == 0 ? "so upstream timed out" : "fine") })));
        var query = new ExchangeQuery { Query = LibraryFixture.Asked("path~7 body:UPSTREAM"), Count = 10 };

        var page = await library.Recordings.ExchangesAsync(recording.Id, query, Token);
        await Eventually.HoldsAsync(async () => (page = await library.Recordings.ExchangesAsync(recording.Id, query, Token)).Search!.IsOver);

        Assert.Equal(new SearchState(1, true), page.Search);
        int[] expected = [.. Enumerable.Range(0, 300).Where(i => i % 3 == 0 && $"{i}".Contains('7', StringComparison.Ordinal))];
        Assert.Equal(expected.Take(10), page.Rows.Select(row => (int)row.Number));
        Assert.Equal(expected.Length, page.Total);
        Assert.Equal(expected.Length, (await library.Recordings.TimelineAsync(recording.Id, query, 10, Token)).Spans.Sum(span => span.Total));

        var again = await library.Recordings.ExchangesAsync(recording.Id, query with { Start = 10 }, Token);
        Assert.Equal(expected.Skip(10).Take(10), again.Rows.Select(row => (int)row.Number));
        Assert.True(again.Search!.IsOver);
        Assert.True((await library.Recordings.DeleteAsync(recording.Id, Token)).Succeeded);
    }

    [Fact]
    public async Task Values_OfAField_AreThoseThatOccurMostFrequentFirst()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(
            Enumerable.Range(0, 30).SelectMany(i => new[] { Records.Request(i, $"/p/{i % 4}", i), Records.Response(i, i % 3 == 0 ? 500 : 200) }).Append(Records.Request(30, "/q", 30))));

        Assert.Equal([new("200", 20), new("500", 10), new("none", 1)], await library.Recordings.ValuesAsync(recording.Id, "status", "", 10, Token));
        Assert.Equal([new("/p/0", 8), new("/p/1", 8)], await library.Recordings.ValuesAsync(recording.Id, "path", "/P", 2, Token));
        Assert.Equal([new("GET", 31)], await library.Recordings.ValuesAsync(recording.Id, "method", "g", 2, Token));
        Assert.Equal([new("host", 31)], await library.Recordings.ValuesAsync(recording.Id, "request.header.", "h", 2, Token));
        Assert.Equal([new("content-length", 30), new("host", 31)], (await library.Recordings.ValuesAsync(recording.Id, "header.", "", 9, Token)).OrderBy(value => value.Value));
        Assert.Equal([new("example.test", 31)], await library.Recordings.ValuesAsync(recording.Id, "header.Host", "EXAMPLE", 2, Token));
        Assert.Empty(await library.Recordings.ValuesAsync(recording.Id, "response.header.host", "", 2, Token));
        Assert.Empty(await library.Recordings.ValuesAsync(recording.Id, "body", "", 2, Token));
    }

    [Fact]
    public async Task Capture_Writing_IsFollowedAndThenHealthy()
    {
        await using var library = await LibraryFixture.StartAsync();
        const string Id = "0123456789abcdef0123456789abcdef";
        Directory.CreateDirectory(library.Directory.Recording(Id));
        var file = Path.Combine(library.Directory.Recording(Id), RecordingFiles.Only);
        await File.WriteAllBytesAsync(file, Records.Bytes(Records.Request(1, timestamp: 1)), Token);
        await library.ChangeAsync(async database => await database.Recordings.AddAsync(
            new RecordingEntity
            {
                Id = Id, Name = "live", State = RecordingState.Recording, CreatedAt = DateTimeOffset.UnixEpoch, Files = [RecordingFiles.Only],
            },
            Token));
        await library.UntilAsync(Id, recording => recording.Exchanges == 1);
        Assert.Contains("still being recorded", Assert.Single((await library.Recordings.DeleteAsync(Id, Token)).Faults).Message, StringComparison.Ordinal);

        await File.AppendAllBytesAsync(file, Records.Bytes(Records.Request(2, timestamp: 2), Records.Response(1, 204)), Token);
        await library.UntilAsync(Id, recording => recording.Exchanges == 2);
        Assert.Equal([204, 0], (await library.Recordings.ExchangesAsync(Id, new ExchangeQuery(), Token)).Rows.Select(row => row.Status));

        await File.AppendAllBytesAsync(file, Records.Bytes(Records.Response(2, 302)), Token);
        await library.ChangeAsync(database => database.Recordings.Where(recording => recording.Id == Id)
            .ExecuteUpdateAsync(set => set.SetProperty(recording => recording.State, RecordingState.Indexing), Token));
        var ended = await library.UntilAsync(Id, LibraryFixture.IsIndexed);
        Assert.Equal((RecordingState.Healthy, 2, new FileInfo(file).Length), (ended.State, ended.Exchanges, ended.SizeBytes));
        Assert.Equal([204, 302], (await library.Recordings.ExchangesAsync(Id, new ExchangeQuery(), Token)).Rows.Select(row => row.Status));
    }

    [Fact]
    public async Task Import_DamagedRecording_ShowsWhatIsWholeAndWhereItIsNot()
    {
        await using var library = await LibraryFixture.StartAsync();
        var whole = Records.Bytes(Records.Requests(5));
        var recording = await library.AddAsync([.. whole, .. whole[..(whole.Length / 2)]]);

        Assert.Equal(RecordingState.Damaged, recording.State);
        Assert.Equal(7, recording.Exchanges);
        Assert.Contains($"{RecordingFiles.Only}, byte ", Assert.Single(recording.Damages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_NameTagsNotePin_IsCleanedOrRefusedAsAWhole()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(1)));

        var edit = new RecordingEdit { Name = "  night\u0007 run ", IsPinned = true, Tags = [" b ", "a", "B"], Note = " n " };
        var changed = (await library.Recordings.ChangeAsync(recording.Id, edit, Token)).Value!;
        Assert.Equal("night run", changed.Name);
        Assert.Equal((true, "a b", "n"), (changed.Labels.IsPinned, string.Join(' ', changed.Labels.Tags), changed.Labels.Note));

        var wrong = new RecordingEdit { Name = " \t", IsPinned = false, Tags = ["ok", "a,b", ""], Note = new string('x', 10_001) };
        Assert.Equal(["/name", "/tags/1", "/tags/2", "/note"], (await library.Recordings.ChangeAsync(recording.Id, wrong, Token)).Faults.Select(fault => fault.Path));
        Assert.False((await library.Recordings.ChangeAsync("nothing", new RecordingEdit { Name = "x" }, Token)).Succeeded);
        Assert.Equivalent(changed, Assert.Single(await library.Recordings.ListAsync(Token)));
    }

    [Fact]
    public async Task Start_IndexGoneOrFileChangedOrFileGone_IsNoticed()
    {
        await using var library = await LibraryFixture.StartAsync();
        var index = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        var changed = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        var gone = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        var directory = library.Directory;
        await library.RestartAsync(() =>
        {
            File.Delete(Path.Combine(directory.Index, $"{index.Id}.duckdb"));
            File.WriteAllBytes(Path.Combine(directory.Recording(changed.Id), RecordingFiles.Only), Records.Bytes(Records.Requests(2)));
            File.Delete(Path.Combine(directory.Recording(gone.Id), RecordingFiles.Only));
        });

        Assert.Equal(RecordingState.Modified, (await library.UntilAsync(changed.Id, recording => recording.Exchanges == 2 && LibraryFixture.IsIndexed(recording))).State);
        Assert.Contains("gone", Assert.Single((await library.UntilAsync(gone.Id, one => one.State == RecordingState.Unreadable)).Damages), StringComparison.Ordinal);
        Assert.Equal(3, (await library.Recordings.ExchangesAsync(index.Id, new ExchangeQuery(), Token)).Total);
    }

    [Fact]
    public async Task Look_FileChangedWhileTheServerRuns_IsModifiedUntilAccepted()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Records.Requests(3)));
        await library.Service<RecordingWatch>().LookAsync(Token);
        Assert.Equal(RecordingState.Healthy, (await library.Recordings.FindAsync(recording.Id, Token))!.State);

        await File.WriteAllBytesAsync(Path.Combine(library.Directory.Recording(recording.Id), RecordingFiles.Only), Records.Bytes(Records.Requests(5)), Token);
        await library.Service<RecordingWatch>().LookAsync(Token);
        var modified = await library.UntilAsync(recording.Id, one => one.State == RecordingState.Modified);
        Assert.Equal((5, true), (modified.Exchanges, modified.ModifiedAt is not null));
        await library.Service<RecordingWatch>().LookAsync(Token);
        Assert.Equal(RecordingState.Modified, (await library.Recordings.FindAsync(recording.Id, Token))!.State);

        Assert.True((await library.Recordings.IndexAsync(recording.Id, Token)).Succeeded);
        Assert.Null((await library.UntilAsync(recording.Id, one => one.State == RecordingState.Healthy)).ModifiedAt);
    }
}
