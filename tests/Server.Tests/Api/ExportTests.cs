using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using TapeDeck.Engine.Formats;
using TapeDeck.Server.Recordings;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Server.Tests.Api;

public sealed class ExportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<Record> Traffic(int count) => Enumerable.Range(0, count).SelectMany(number => new[]
    {
        Records.Request(number, $"/{number}", number * 2),
        Records.Response(number, number % 2 == 0 ? 200 : 500, $"body {number}") with { Timestamp = (number * 2) + 1 },
    });

    [Fact]
    public async Task Export_WholeRecordingAsGor_IsTheSameFile()
    {
        await using var library = await LibraryFixture.StartAsync();
        var content = Records.Bytes(Traffic(5_000));
        var recording = await library.AddAsync(content, "night/ly \"ü\".gor");
        using var answer = await GetAsync(library, recording.Id, "format=gor");

        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ly _ü_.gor", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    /// <summary>A file keeps the name as far as file systems take it, and no half of a character.</summary>
    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("%F0%9F%98%80.gor", "\U0001F600")]
    [InlineData("a%F0%9F%98%80*100", "a\U0001F600*99")]
    public async Task Export_NameOfTheUpload_IsThatOfTheFile(string sent, string name)
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        using var content = new ByteArrayContent(Records.Bytes(Traffic(1)));
        using var made = await program.PutAsync($"/api/v1/recordings/{Times(sent, 12)}/content", content, Token);
        var recording = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(Times(name, 2), recording.GetProperty("name").GetString());
        await library.UntilAsync(recording.GetProperty("id").GetString()!, LibraryFixture.IsIndexed);
        using var answer = await GetAsync(library, recording.GetProperty("id").GetString()!, "format=csv");
        Assert.Equal(Times(name, 2) + ".csv", answer.Content.Headers.ContentDisposition?.FileNameStar);
    }

    /// <summary><c>ab*3</c> stands for <c>abbb</c>: the last symbol of some characters, so often.</summary>
    private static string Times(string text, int symbol) =>
        text.Split('*') is [var once, var times] ? once + string.Concat(Enumerable.Repeat(once[^symbol..], int.Parse(times, CultureInfo.InvariantCulture) - 1)) : text;

    [Fact]
    public async Task Export_WhileIndexing_IsRefusedInsteadOfMissingAPart()
    {
        await using var library = await LibraryFixture.StartAsync();
        await library.Service<IEnumerable<IHostedService>>().OfType<RecordingIndexWorker>().Single().StopAsync(Token);
        var waiting = (await library.ImportAsync("test.gor", Records.Bytes(Traffic(10)))).Value!;

        using var answer = await GetAsync(library, waiting.Id, "format=gor");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("still being indexed", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Filtered_HasWhatTheListShows()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(100)));
        using var answer = await GetAsync(library, recording.Id, "format=ndjson&q=status:5xx+/1&from=1970-01-01T00:00:00.000000021Z&to=1970-01-01T00:00:00.00000003Z");
        var lines = (await answer.Content.ReadAsStringAsync(Token)).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement);

        Assert.Equal(["/11", "/13"], lines.Select(line => line.GetProperty("target").GetString()));
    }

    /// <summary>Positions are those of the list that the same conditions give; what is exported is in order of time.</summary>
    [Theory]
    [InlineData("rows=0,3-4", "0 3 4")]
    [InlineData("rows=1-2,90&q=status:5xx", "3 5")]
    [InlineData("rows=0-1,3&sort=-time", "96 98 99")]
    [InlineData("rows=49-50&sort=status", "1 98")]
    [InlineData("rows=1,2&q=response.body:%22body%209%22", "90 91")]
    public async Task Export_OfSomeRows_HasThoseOfTheList(string asked, string expected)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(100)));
        foreach (var format in new[] { "ndjson", "har" })
        {
            using var answer = await GetAsync(library, recording.Id, $"format={format}&{asked}");
            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.Equal(expected.Split(' ').Select(number => $"/{number}"), format == "har"
                ? JsonDocument.Parse(text).RootElement.GetProperty("log").GetProperty("entries").EnumerateArray().Select(entry => new Uri(entry.GetProperty("request").GetProperty("url").GetString()!).AbsolutePath)
                : text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("target").GetString()));
        }
    }

    [Theory]
    [InlineData("rows=4-3", "rows")]
    [InlineData("rows=all", "rows")]
    [InlineData("rows=1&sort=colour", "sort")]
    [InlineData("rows=1&sort=time&q=body:x", "sort")]
    public async Task Export_OfRowsThatAreNone_IsRefused(string asked, string parameter)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(1)));
        using var answer = await GetAsync(library, recording.Id, $"format=har&{asked}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal(parameter, error.GetProperty("parameter").GetString());
    }

    /// <summary>Tables have no messages, and are filtered by them all the same.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task Export_QueryForBodies_HasWhatTheyHold(string format)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(
            [Records.Request(1, "/one", 1), Records.Response(1, 200, "needle"), Records.Request(2, "/two", 2), Records.Response(2, 200, "hay")]));
        using var answer = await GetAsync(library, recording.Id, $"format={format}&q=body:needle");
        var lines = (await answer.Content.ReadAsStringAsync(Token)).TrimEnd('\n').Split('\n');
        Assert.Contains("/one", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("/two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_EveryFormat_IsSent()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(10)), "x.gor");
        foreach (var format in ExportFormat.All)
        {
            using var answer = await GetAsync(library, recording.Id, $"format={format.Name}");
            Assert.Equal((HttpStatusCode.OK, $"x{format.Ending}"), (answer.StatusCode, answer.Content.Headers.ContentDisposition?.FileNameStar));
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Token));
        }

        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Index, ".export-*"));
    }

    [Theory]
    [InlineData("format=docx&q=status:6xy&endpoint=x&from=yesterday", HttpStatusCode.BadRequest, "format is one of gor, har, pcap", "q, column 8: ", "endpoint is a method", "from is an instant")]
    [InlineData("", HttpStatusCode.BadRequest, "format is one of")]
    [InlineData("format=gor&limit=3", HttpStatusCode.BadRequest, "'limit' is not known")]
    public async Task Export_WrongParameters_AreAllNamed(string query, HttpStatusCode status, params string[] reasons)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(1)));
        using var answer = await GetAsync(library, recording.Id, query);
        var problem = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.All(reasons, reason => Assert.Contains(reason, JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/x-ndjson", "", "application/x-ndjson")]
    [InlineData("text/csv", "", "text/csv")]
    [InlineData("application/json", "", "application/json")]
    [InlineData("application/vnd.tcpdump.pcap", "", "application/vnd.tcpdump.pcap")]
    [InlineData("text/csv;q=0.5, application/x-ndjson, */*;q=0.1", "", "application/x-ndjson")]
    [InlineData("image/png, text/csv;q=0.1", "", "text/csv")]
    [InlineData("image/png", "format=csv", "text/csv")]
    [InlineData("application/x-ndjson", "format=csv", "text/csv")]
    public async Task Export_Accept_NamesTheFormatUnlessTheParameterDoes(string accept, string query, string type)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(3)));
        using var answer = await GetAsync(library, recording.Id, query, accept);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("image/png", HttpStatusCode.NotAcceptable)]
    [InlineData("text/csv;q=0", HttpStatusCode.BadRequest)]
    [InlineData("*/*", HttpStatusCode.BadRequest)]
    [InlineData("image/png, */*", HttpStatusCode.BadRequest)]
    public async Task Export_AcceptWithoutAFormat_SaysWhatThereIs(string accept, HttpStatusCode status)
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(1)));
        using var answer = await GetAsync(library, recording.Id, "", accept);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.All(ExportFormat.All, format => Assert.Contains($"{format.MediaType} ({format.Name})", problem.GetProperty("detail").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_FileThatIsGone_IsAProblemBeforeAnythingIsSent()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Traffic(1)));
        File.Delete(Path.Combine(library.Directory.Recording(recording.Id), "recording.gor"));
        using var answer = await GetAsync(library, recording.Id, "format=har");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("cannot be read", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var none = await GetAsync(library, "none", "format=har");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Export_FileChangedOnTheWay_BreaksOff()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Large(64)));
        var path = Path.Combine(library.Directory.Recording(recording.Id), "recording.gor");
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length / 2);
        }

        using var answer = await GetAsync(library, recording.Id, "format=gor");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.CopyToAsync(Stream.Null, Token));
    }

    [Fact]
    public async Task Export_ClientGoesAway_LetsGoOfTheRecording()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Records.Bytes(Large(64)));
        using (var answer = await GetAsync(library, recording.Id, "format=gor"))
        {
            await using var content = await answer.Content.ReadAsStreamAsync(Token);
            await content.ReadExactlyAsync(new byte[1_000], Token);
        }

        await library.Recordings.DeleteAsync(recording.Id, Token);
        await library.Trash.PurgeAsync(recording.Id, Token); // waits for all who use the index
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Index));
    }

    private static IEnumerable<Record> Large(int count) => Enumerable.Range(0, count).Select(number => Records.Request(number, "/", number) with
    {
        Payload = Encoding.ASCII.GetBytes($"POST /{number} HTTP/1.1\r\nHost: a\r\nContent-Length: {1 << 20}\r\n\r\n" + new string('x', 1 << 20)),
    });

    private static async Task<HttpResponseMessage> GetAsync(LibraryFixture library, string id, string query, string? accept = null)
    {
        var program = await library.ProgramAsync();
        program.DefaultRequestHeaders.Accept.ParseAdd(accept);
        return await program.GetAsync($"/api/v1/recordings/{id}/export?{query}", HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
