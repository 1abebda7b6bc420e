using System.Net;
using System.Text.Json;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Server.Tests.Api;

public sealed class AnalysisTests
{
    private const int Users = 40;
    private const long Millisecond = 1_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every fourth answer is an error; the number of a user is how many milliseconds the answer takes; nobody answers /health.</summary>
    private static IEnumerable<Record> Traffic => Enumerable.Range(1, Users).SelectMany(number => new[]
    {
        Records.Request(number, $"/users/{number}", number * 1_000 * Millisecond),
        Records.Response(number, number % 4 == 0 ? 503 : 200) with { Timestamp = number * 1_001 * Millisecond },
    }).Append(Records.Request(Users + 1, "/health", (Users + 1) * 1_000 * Millisecond));

    [Fact]
    public async Task Endpoints_OfARecording_AreAddedUpWithExactPercentiles()
    {
        await using var library = await LibraryFixture.StartAsync();
        var listing = await JsonAsync(library, "endpoints");
        Assert.Equal(2, listing.GetProperty("totalExact").GetInt64());

        var (users, health) = (listing.GetProperty("items")[0], listing.GetProperty("items")[1]);
        Assert.Equal(("GET", "/users/{id}"), (users.GetProperty("method").GetString(), users.GetProperty("template").GetString()));
        Assert.Equal((Users, Users / 4, 0), (Count(users, "exchanges"), Count(users, "errors"), Count(users, "unanswered")));
        Assert.Equal(("20ms", "38ms", "40ms"), (Text(users, "p50"), Text(users, "p95"), Text(users, "p99")));
        Assert.Equal(("/health", 1, 1), (Text(health, "template"), Count(health, "exchanges"), Count(health, "unanswered")));
        Assert.False(health.TryGetProperty("p50", out _));
    }

    [Fact]
    public async Task Endpoints_UnderAQueryAndALimit_SayHowManyThereAre()
    {
        await using var library = await LibraryFixture.StartAsync();
        var errors = await JsonAsync(library, "endpoints?q=status:5xx");
        Assert.Equal((1, Users / 4), (errors.GetProperty("items").GetArrayLength(), Count(errors.GetProperty("items")[0], "exchanges")));
        var first = await JsonAsync(library, "endpoints?limit=1");
        Assert.Equal((1, 2), (first.GetProperty("items").GetArrayLength(), Count(first, "totalExact")));
    }

    [Theory]
    [InlineData("", 1, 0, Users * 3 / 4, 0, 0, Users / 4)]
    [InlineData("q=status:5xx", 0, 0, 0, 0, 0, Users / 4)]
    [InlineData("q=path:/health&spans=2", 1, 0, 0, 0, 0, 0)]
    public async Task Histogram_OfARecording_HasEveryExchangeOnce(string parameters, params int[] byStatusClass)
    {
        await using var library = await LibraryFixture.StartAsync();
        var histogram = await JsonAsync(library, $"histogram?{parameters}");
        var spans = histogram.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("byStatusClass").EnumerateArray().Select(count => count.GetInt32()).ToArray()).ToList();

        Assert.InRange(spans.Count, 1, parameters.Contains("spans=2", StringComparison.Ordinal) ? 2 : 120);
        Assert.Equal(byStatusClass, Enumerable.Range(0, 6).Select(status => spans.Sum(span => span[status])));
    }

    [Theory]
    [InlineData("histogram?spans=1", "spans is 2 to 1000.")]
    [InlineData("histogram?spans=1001", "spans is 2 to 1000.")]
    [InlineData("histogram?q=status:6xy", "q, column 8: ")]
    [InlineData("endpoints?limit=0", "limit")]
    [InlineData("endpoints?sorted=yes", "'sorted' is not known")]
    public async Task Analysis_WrongParameter_IsRefusedByName(string asked, string reason)
    {
        await using var library = await LibraryFixture.StartAsync();
        using var answer = await GetAsync(library, asked);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoints")]
    [InlineData("histogram")]
    public async Task Analysis_OfNoRecording_IsNotFound(string resource)
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        using var answer = await program.GetAsync($"/api/v1/recordings/nobody/{resource}", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static int Count(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> JsonAsync(LibraryFixture library, string asked)
    {
        using var answer = await GetAsync(library, asked);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
    }

    private static async Task<HttpResponseMessage> GetAsync(LibraryFixture library, string asked)
    {
        var recording = await library.AddAsync(Records.Bytes(Traffic));
        using var program = await library.ProgramAsync();
        return await program.GetAsync($"/api/v1/recordings/{recording.Id}/{asked}", Token);
    }
}
