using System.Net;
using System.Net.Http.Headers;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class MessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_KnownAlready_IsNotSentAgain()
    {
        await using var library = await LibraryFixture.StartAsync();
        var address = await AddAsync(library, "0123456789") + "/response/body";
        using var first = await SendAsync(library, HttpMethod.Get, address);
        var tag = first.Headers.ETag!;
        Assert.False(tag.IsWeak);
        Assert.Equal("0123456789", await first.Content.ReadAsStringAsync(Token));

        using var again = await SendAsync(library, HttpMethod.Get, address, request => request.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var part = await SendAsync(library, HttpMethod.Get, address, request =>
            (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(2, 4), new RangeConditionHeaderValue(tag)));
        Assert.Equal((HttpStatusCode.PartialContent, "234"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));
        using var whole = await SendAsync(library, HttpMethod.Get, address, request =>
            (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(2, 4), new RangeConditionHeaderValue("\"another\"")));
        Assert.Equal((HttpStatusCode.OK, "0123456789"), (whole.StatusCode, await whole.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Body_Another_HasAnotherTag()
    {
        await using var library = await LibraryFixture.StartAsync();
        var tags = new List<string>();
        foreach (var body in new[] { "one", "two", "one" })
        {
            using var answer = await SendAsync(library, HttpMethod.Get, await AddAsync(library, body) + "/response/body");
            tags.Add(answer.Headers.ETag!.Tag);
        }

        Assert.Equal(tags[0], tags[2]);
        Assert.NotEqual(tags[0], tags[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/request")]
    [InlineData("/response/body")]
    public async Task Head_AnswersAsGetWithoutContent(string part)
    {
        await using var library = await LibraryFixture.StartAsync();
        var address = await AddAsync(library, "0123456789") + part;
        using var get = await SendAsync(library, HttpMethod.Get, address);
        using var head = await SendAsync(library, HttpMethod.Head, address);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_OfWhatNeverEnds_IsNotAnswered()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var answer = await SendAsync(library, HttpMethod.Head, "/api/v1/captures/x/stream");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>Adds a recording of one exchange; returns the exchange's address.</summary>
    private static async Task<string> AddAsync(LibraryFixture library, string body)
    {
        var recording = await library.AddAsync(Records.Bytes([Records.Request(1, "/one", 1), Records.Response(1, 200, body)]));
        return $"/api/v1/recordings/{recording.Id}/exchanges/0";
    }

    private static async Task<HttpResponseMessage> SendAsync(LibraryFixture library, HttpMethod method, string address, Action<HttpRequestMessage>? change = null)
    {
        using var program = await library.ProgramAsync();
        using var request = new HttpRequestMessage(method, address);
        change?.Invoke(request);
        return await program.SendAsync(request, Token);
    }
}
