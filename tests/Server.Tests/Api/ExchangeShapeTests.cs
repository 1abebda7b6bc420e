using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class ExchangeShapeTests : IAsyncLifetime
{
    private static readonly int[] s_statuses = [200, 503, 404, 503, 200];
    private LibraryFixture _library = null!;
    private HttpClient _program = null!;
    private string _list = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _library = await LibraryFixture.StartAsync();
        _program = await _library.ProgramAsync();
        var recording = await _library.AddAsync(Records.Bytes(s_statuses.SelectMany((status, number) => new[] { Records.Request(number, $"/{number}", number), Records.Response(number, status) })));
        _list = $"/api/v1/recordings/{recording.Id}/exchanges";
    }

    public ValueTask DisposeAsync() => _library.DisposeAsync();

    [Theory]
    [InlineData("sort=-time", "4 3 2 1 0")]
    [InlineData("sort=status,-time", "4 0 2 3 1")]
    [InlineData("sort=-status&q=-status:404", "1 3 0 4")]
    [InlineData("sort=-status&start=1&q=-status:404", "3 0 4")]
    public async Task List_Sorted_IsTheSameInOnePageAndInMany(string asked, string expected)
    {
        foreach (var limit in new[] { 5, 2, 1 })
        {
            var (numbers, cursor) = (new List<string>(), "");
            do
            {
                var list = cursor.Length > 0 ? asked.Replace("&start=1", "", StringComparison.Ordinal) : asked; // a cursor takes its place
                var page = await _program.GetFromJsonAsync<JsonElement>($"{_list}?{list}&limit={limit}{cursor}", Token);
                Assert.Equal(numbers.Count + (asked.Contains("start", StringComparison.Ordinal) ? 1 : 0), page.GetProperty("start").GetInt32());
                numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetString()!));
                cursor = page.TryGetProperty("nextCursor", out var next) ? $"&cursor={next.GetString()}" : "";
            }
            while (cursor.Length > 0);
            Assert.Equal(expected, string.Join(' ', numbers));
        }
    }

    [Fact]
    public async Task List_SomeFields_HasNoOthers()
    {
        var page = await _program.GetFromJsonAsync<JsonElement>($"{_list}?fields=status,target&limit=2&sort=-time", Token);
        Assert.Equal("""[{"target":"/4","status":200},{"target":"/3","status":503}]""", page.GetProperty("items").GetRawText());
        Assert.Equal(5, page.GetProperty("totalExact").GetInt32());
        var next = await _program.GetFromJsonAsync<JsonElement>($"{_list}?fields=number&sort=-time&cursor={page.GetProperty("nextCursor").GetString()}", Token);
        Assert.Equal("""[{"number":"2"},{"number":"1"},{"number":"0"}]""", next.GetProperty("items").GetRawText());
    }

    [Theory]
    [InlineData("sort=colour", "sort", "time, method, target, host, status, requestBytes, responseBytes, latency, contentType, client")]
    [InlineData("sort=time,-time", "sort", "at most once")]
    [InlineData("sort=--time", "sort", "a minus")]
    [InlineData("sort=", "sort", "latency")]
    [InlineData("sort=time&q=body:x", "sort", "cannot be sorted")]
    [InlineData("fields=status,colour", "fields", "number, id, time, method")]
    public async Task List_WrongShape_IsRefusedWithWhatThereIs(string asked, string parameter, string reason)
    {
        using var answer = await _program.GetAsync($"{_list}?{asked}", Token);
        var error = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal((HttpStatusCode.BadRequest, parameter), (answer.StatusCode, error.GetProperty("parameter").GetString()));
        Assert.Contains(reason, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
