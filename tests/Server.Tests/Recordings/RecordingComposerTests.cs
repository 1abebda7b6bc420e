using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;
using TapeDeck.TestKit;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class RecordingComposerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Record[] Traffic(params int[] numbers) => [.. numbers.SelectMany(number => new[]
    {
        Records.Request(number, $"/{number}", number * 10),
        Records.Response(number, number % 2 == 0 ? 200 : 500, $"{number}") with { Timestamp = (number * 10) + 5 },
    })];

    [Fact]
    public async Task Compose_SeveralRecordings_MergesThemByTime()
    {
        await using var library = await LibraryFixture.StartAsync();
        var odd = await library.AddAsync(Records.Bytes(Traffic(1, 3, 5)));
        var even = await library.AddAsync(Records.Bytes(Traffic(2, 4)));

        var made = await ComposeAsync(library, new ExchangeQuery(), odd.Id, even.Id);

        Assert.Equal(("Both", RecordingState.Healthy, 5L), (made.Name, made.State, made.Exchanges));
        Assert.Equal(Records.Bytes(Traffic(1, 2, 3, 4, 5)), await File.ReadAllBytesAsync(Path.Combine(library.Directory.Recording(made.Id), "recording.gor"), Token));
        Assert.Equal(3, (await library.Recordings.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Compose_PartOfTime_TrimsTheRecording()
    {
        await using var library = await LibraryFixture.StartAsync();
        var whole = await library.AddAsync(Records.Bytes(Traffic(1, 2, 3, 4)));
        var made = await ComposeAsync(library, new ExchangeQuery { From = 20, To = 40 }, whole.Id);
        Assert.Equal(Records.Bytes(Traffic(2, 3)), await File.ReadAllBytesAsync(Path.Combine(library.Directory.Recording(made.Id), "recording.gor"), Token));
    }

    [Fact]
    public async Task Compose_SomeRows_TakesThoseOfTheList()
    {
        await using var library = await LibraryFixture.StartAsync();
        var whole = await library.AddAsync(Records.Bytes(Traffic(1, 2, 3, 4)));
        Assert.True(RowRanges.TryParse("0,2", out var rows));
        Assert.True(ExchangeOrder.TryParse("-time", out var order));
        var made = await ComposeAsync(library, new ExchangeQuery { Rows = rows, Order = order }, whole.Id);
        Assert.Equal(Records.Bytes(Traffic(2, 4)), await File.ReadAllBytesAsync(Path.Combine(library.Directory.Recording(made.Id), "recording.gor"), Token));

        var other = await library.AddAsync(Records.Bytes(Traffic(7)));
        using var refused = await (await library.ProgramAsync()).PostAsJsonAsync("/api/v1/recordings:compose", new { name = "Two", recordings = new[] { whole.Id, other.Id }, filter = new { rows = "0" } }, Token);
        Assert.Equal("/filter/rows", (await refused.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task Compose_DamagedRecording_IsRepaired()
    {
        await using var library = await LibraryFixture.StartAsync();
        byte[] damaged = [.. Records.Bytes(Traffic(1)), .. "this is no record\n"u8, .. Records.Bytes(Traffic(2))];
        var broken = await library.AddAsync(damaged, "broken.gor");
        Assert.Equal(RecordingState.Damaged, broken.State);

        var made = await ComposeAsync(library, new ExchangeQuery(), broken.Id);

        Assert.Equal((RecordingState.Healthy, 2L), (made.State, made.Exchanges));
        Assert.Equal(["Left out: 1 damaged parts of 'broken'."], made.ImportNotes);
    }

    [Fact]
    public async Task Compose_DamagedCompressedRecording_KeepsWhatIsBehindTheDamage()
    {
        await using var library = await LibraryFixture.StartAsync();
        var members = Enumerable.Range(0, 4).Select(member => GzipMembers.Pack(Records.Bytes(Traffic(member)))).ToArray();
        members[1].AsSpan(10, 20).Fill(0xFF);
        var broken = await library.AddAsync([.. members.SelectMany(member => member)], "broken.gor.gz");
        Assert.Equal((RecordingState.Damaged, 3L), (broken.State, broken.Exchanges));
        Assert.Contains($"byte {Records.Bytes(Traffic(0)).Length}: The compressed data is damaged", Assert.Single(broken.Damages), StringComparison.Ordinal);

        var made = await ComposeAsync(library, new ExchangeQuery(), broken.Id);

        Assert.Equal((RecordingState.Healthy, 3L), (made.State, made.Exchanges));
        Assert.Equal(["Left out: 1 damaged parts of 'broken'."], made.ImportNotes);
        Assert.Equal(Records.Bytes(Traffic(0, 2, 3)), await File.ReadAllBytesAsync(Path.Combine(library.Directory.Recording(made.Id), "recording.gor"), Token));
    }

    [Fact]
    public async Task Compose_Wrong_NamesEveryFaultAndLeavesNothing()
    {
        await using var library = await LibraryFixture.StartAsync();
        var one = await library.AddAsync(Records.Bytes(Traffic(1)));
        using var program = await library.ProgramAsync();
        using var answer = await program.PostAsJsonAsync("/api/v1/recordings:compose", new { name = " ", recordings = new[] { one.Id, "none", one.Id, null }, filter = new { q = "status:9xy", from = "now" } }, Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(
            ["/name", "/recordings/1", "/recordings/2", "/recordings/3", "/filter/q", "/filter/from"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Single(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    [Fact]
    public async Task Compose_NothingMatchesOrAFileIsGone_IsRefusedAndLeavesNothing()
    {
        await using var library = await LibraryFixture.StartAsync();
        var one = await library.AddAsync(Records.Bytes(Traffic(1)));
        var composer = library.Service<IRecordingComposer>();
        var none = await composer.ComposeAsync(new RecordingComposition("x", [one.Id], new ExchangeQuery { Query = LibraryFixture.Asked("method:PUT") }), new Progress<double>(), Token);
        File.Delete(Path.Combine(library.Directory.Recording(one.Id), "recording.gor"));
        var gone = await composer.ComposeAsync(new RecordingComposition("x", [one.Id], new ExchangeQuery()), new Progress<double>(), Token);

        Assert.Equal("No exchange of these recordings matches.", none.Faults.Single().Message);
        Assert.StartsWith("The recording could not be made: ", gone.Faults.Single().Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    /// <summary>Needs root.</summary>
    [Fact]
    public async Task Compose_DiskIsFull_IsRefusedAndLeavesNothing()
    {
        await using var disk = await SmallDisk.MountAsync("size=24m");
        await using var library = await LibraryFixture.StartAsync(("TapeDeck:DataDirectory", disk.Path));
        var one = await library.AddAsync(Records.Bytes([.. Traffic(1), .. Enumerable.Range(2, 4).Select(number => Records.Request(number, $"/{new string('x', 1 << 20)}", number * 10))]));
        disk.Fill();

        var full = await library.Service<IRecordingComposer>().ComposeAsync(new RecordingComposition("x", [one.Id], new ExchangeQuery()), new Progress<double>(), Token);

        Assert.Contains("No space left on device", full.Faults.Single().Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(library.Directory.Recordings));
    }

    private static async Task<RecordingView> ComposeAsync(LibraryFixture library, ExchangeQuery query, params string[] ids)
    {
        var answer = await library.Service<IRecordingComposer>().ComposeAsync(new RecordingComposition("Both", ids, query), new Progress<double>(), Token);
        Assert.Empty(answer.Faults);
        return await library.UntilAsync(answer.Value!.Id, LibraryFixture.IsIndexed);
    }
}
