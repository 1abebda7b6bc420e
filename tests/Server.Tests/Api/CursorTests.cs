using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class CursorTests : IAsyncLifetime
{
    private const string Growing = "0123456789abcdef0123456789abcdef";
    private LibraryFixture _library = null!;
    private HttpClient _program = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _library = await LibraryFixture.StartAsync();
        _program = await _library.ProgramAsync();
    }

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    /// <summary>Between any two pages recordings come, also ones that are older than some that are listed, and others go.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Recordings_AddedAndDeletedWhileWalking_AreNeitherTwiceNorMissing(int limit)
    {
        var random = new Random(limit);
        await _library.ChangeAsync(database => database.Recordings.AddRangeAsync(Enumerable.Range(0, 12).Select(number => Row($"r{number:D2}", random)), Token));
        var first = (await _library.Recordings.ListAsync(Token)).Select(recording => recording.Id).ToHashSet(StringComparer.Ordinal);
        var seen = await WalkAsync($"/api/v1/recordings?limit={limit}", "id", async page =>
        {
            await _library.ChangeAsync(database => database.Recordings.AddAsync(Row($"added{page}", random), Token).AsTask());
            var last = $"r{random.Next(12):D2}";
            first.Remove(last);
            await _library.Recordings.DeleteAsync(last, Token);
        });
        Assert.Equal(seen.Distinct(), seen);
        Assert.Subset(seen.ToHashSet(StringComparer.Ordinal), first);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 4)]
    [InlineData("&q=path:/odd", 3)]
    [InlineData("&q=header.host:example", 3)]
    public async Task Exchanges_AddedWhileWalking_AreNeitherTwiceNorMissing(string asked, int limit)
    {
        var file = await RecordAsync(20);
        var count = 20;
        var seen = await WalkAsync($"/api/v1/recordings/{Growing}/exchanges?limit={limit}{asked}", "number", async page =>
        {
            await File.AppendAllBytesAsync(file, Records.Bytes(Traffic(count++)), Token);
            await _library.UntilAsync(Growing, recording => recording.Exchanges == count);
        }, mostPages: 60);
        var fitting = Enumerable.Range(0, 20).Where(number => asked.Length == 0 || asked.Contains("host", StringComparison.Ordinal) || number % 2 == 1).Select(number => $"{number}");
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(fitting, seen.Take(fitting.Count()));
    }

    [Fact]
    public async Task Exchanges_PutInOrderMeanwhile_EndTheWalk()
    {
        var file = await RecordAsync(5);
        var cursor = await NextAsync($"/api/v1/recordings/{Growing}/exchanges?limit=3");
        await File.AppendAllBytesAsync(file, Records.Bytes(Records.Request(99, "/late", 1)), Token);
        await _library.ChangeAsync(database => database.Recordings.Where(recording => recording.Id == Growing)
            .ExecuteUpdateAsync(set => set.SetProperty(recording => recording.State, RecordingState.Indexing), Token));
        await _library.UntilAsync(Growing, LibraryFixture.IsIndexed);
        await ExpectAsync($"/api/v1/recordings/{Growing}/exchanges?limit=3&cursor={cursor}", HttpStatusCode.Gone, "begin with the first page");
    }

    [Fact]
    public async Task Cursor_MadeUpOrOfAnotherList_IsRefused()
    {
        var one = await _library.AddAsync(Records.Bytes(Records.Requests(5)));
        var other = await _library.AddAsync(Records.Bytes(Records.Requests(5)));
        var exchanges = $"/api/v1/recordings/{one.Id}/exchanges";
        var cursor = await NextAsync($"{exchanges}?limit=2&q=method:GET");
        using var again = await _program.GetAsync($"{exchanges}?q=method:GET&cursor={cursor}&limit=3", Token);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        foreach (var wrong in new[]
        {
            $"{exchanges}?q=method:GET&cursor=abc", $"{exchanges}?q=method:GET&cursor={cursor[..^1]}", $"{exchanges}?q=method:GET&cursor=", $"{exchanges}?cursor={cursor}",
            $"/api/v1/recordings/{other.Id}/exchanges?q=method:GET&cursor={cursor}", $"/api/v1/recordings?cursor={cursor}",
        })
        {
            await ExpectAsync(wrong, HttpStatusCode.BadRequest, "cursor is the nextCursor");
        }

        await ExpectAsync($"{exchanges}?q=method:GET&start=1&cursor={cursor}", HttpStatusCode.BadRequest, "cursor");
        await ExpectAsync($"{exchanges}?limit=1001", HttpStatusCode.BadRequest, "limit is 1 to 1000.", "limit");
    }

    [Fact]
    public async Task Endpoints_InPages_AreThoseOfOneStateOfTheRecording()
    {
        var file = await RecordAsync(0);
        await File.AppendAllBytesAsync(file, Records.Bytes(Enumerable.Range(0, 15).Select(number => Records.Request(number, $"/{(char)('a' + (number % 5))}", number + 1))), Token);
        await _library.UntilAsync(Growing, recording => recording.Exchanges == 15);
        var list = $"/api/v1/recordings/{Growing}/endpoints?limit=2";
        Assert.Equal(["/a", "/b", "/c", "/d", "/e"], await WalkAsync(list, "template"));
        var cursor = await NextAsync(list);
        await File.AppendAllBytesAsync(file, Records.Bytes(Records.Request(99, "/e", 99)), Token);
        await _library.UntilAsync(Growing, recording => recording.Exchanges == 16);
        await ExpectAsync($"{list}&cursor={cursor}", HttpStatusCode.Gone, "begin with the first page");
        await ExpectAsync($"{list}&q=path:/a&cursor={cursor}", HttpStatusCode.BadRequest, "cursor is the nextCursor");
    }

    [Theory]
    [InlineData("recordings")]
    [InlineData("deleted-recordings")]
    [InlineData("captures")]
    [InlineData("replays")]
    [InlineData("rulesets")]
    [InlineData("deleted-rulesets")]
    [InlineData("tokens")]
    [InlineData("views")]
    [InlineData("uploads")]
    public async Task List_OfEveryKind_HasOneShape(string list)
    {
        var page = await _program.GetFromJsonAsync<JsonElement>($"/api/v1/{list}?limit=5", Token);
        Assert.Equal(page.GetProperty("items").GetArrayLength(), page.GetProperty("totalExact").GetInt64());
        Assert.False(page.TryGetProperty("nextCursor", out _));
        await ExpectAsync($"/api/v1/{list}?limit=0", HttpStatusCode.BadRequest, "limit is 1 to 1000.", "limit");
        await ExpectAsync($"/api/v1/{list}?cursor=x", HttpStatusCode.BadRequest, "cursor is the nextCursor");
    }

    [Fact]
    public async Task Results_InPages_AreAllOfThem()
    {
        var recording = await _library.AddAsync(Records.Bytes(Records.Requests(25)));
        using var created = await _program.PostAsJsonAsync(
            "/api/v1/replays", new { plan = new { inputs = new[] { new { type = "file", recording = recording.Id, speed = "max" } }, outputs = new[] { new { type = "http", url = "http://127.0.0.1:9" } } }, start = true }, Token);
        var path = created.Headers.Location!.ToString();
        await _library.UntilRunAsync(path[(path.LastIndexOf('/') + 1)..], run => !run.IsActive);
        foreach (var asked in new[] { "", "&q=path:/", "&failedOnly=true", "&q=target~^/\\p{N}" })
        {
            var seen = await WalkAsync($"{path}/results?limit=7{asked}", "number");
            Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}"), seen);
        }
    }

    private static RecordingEntity Row(string id, Random random) => new()
    {
        Id = id, Name = id, State = RecordingState.Healthy, CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(random.Next(5)), // some at the same moment
    };

    private static Engine.Record[] Traffic(int number) => [Records.Request(number, number % 2 == 1 ? $"/odd/{number}" : $"/{number}", 10 + number), Records.Response(number, 200)];

    /// <summary>A recording that is being written.</summary>
    private async Task<string> RecordAsync(int exchanges)
    {
        Directory.CreateDirectory(_library.Directory.Recording(Growing));
        var file = Path.Combine(_library.Directory.Recording(Growing), RecordingFiles.Only);
        await File.WriteAllBytesAsync(file, Records.Bytes(Enumerable.Range(0, exchanges).SelectMany(Traffic)), Token);
        await _library.ChangeAsync(database => database.Recordings.AddAsync(
            new RecordingEntity { Id = Growing, Name = "live", State = RecordingState.Recording, CreatedAt = DateTimeOffset.UnixEpoch, Files = [RecordingFiles.Only] }, Token).AsTask());
        await _library.UntilAsync(Growing, recording => recording.Exchanges == exchanges);
        return file;
    }

    /// <summary>What all pages name, with something done between them.</summary>
    private async Task<List<string>> WalkAsync(string list, string member, Func<int, Task>? between = null, int mostPages = 1_000)
    {
        var seen = new List<string>();
        string? cursor = null;
        for (var page = 0; page == 0 || (cursor is not null && page < mostPages); page++)
        {
            var answer = await _program.GetFromJsonAsync<JsonElement>(list + (cursor is null ? "" : $"&cursor={cursor}"), Token);
            seen.AddRange(answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).GetString()!));
            cursor = answer.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            await (between?.Invoke(page) ?? Task.CompletedTask);
        }

        return seen;
    }

    private async Task<string> NextAsync(string list) => (await _program.GetFromJsonAsync<JsonElement>(list, Token)).GetProperty("nextCursor").GetString()!;

    private async Task ExpectAsync(string path, HttpStatusCode status, string reason, string parameter = "cursor")
    {
        using var answer = await _program.GetAsync(path, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.TryGetProperty("parameter", out var named) && (named.GetString() == parameter || named.GetString() == "start"));
    }
}
