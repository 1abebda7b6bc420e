using System.Net;

namespace TapeDeck.Server.Tests.Security;

public sealed class LoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoginLink_UsedTwice_WorksOnce()
    {
        await using var server = await ServerFixture.StartAsync();
        var link = await server.Application.CreateLoginUrlAsync(Token);
        using var first = await server.Anonymous().GetAsync(link, Token);
        using var second = await server.Anonymous().GetAsync(link, Token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task LoginForm_RightToken_LeadsToThePageThatWasAskedFor()
    {
        await using var server = await ServerFixture.StartAsync();
        using var answer = await PostAsync(server, await TokenAsync(server), "/captures?x=1");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/captures?x=1", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("")]
    public async Task LoginForm_ReturnUrlElsewhere_LeadsHome(string returnUrl)
    {
        await using var server = await ServerFixture.StartAsync();
        using var answer = await PostAsync(server, await TokenAsync(server), returnUrl);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("multipart/form-data", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "fields", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", "bytes", HttpStatusCode.RequestEntityTooLarge)]
    public async Task LoginForm_ThatIsNone_IsRefusedAsTheSendersFault(string type, string body, HttpStatusCode expected)
    {
        await using var server = await ServerFixture.StartAsync();
        body = body switch
        {
            "fields" => string.Join('&', Enumerable.Range(0, 2000).Select(i => $"{i}=")),
            "bytes" => $"token={new string('a', 20_000)}",
            _ => body,
        };
        using var content = new StringContent(body, System.Text.Encoding.ASCII) { Headers = { ContentType = new(type) } };
        using var answer = await server.Anonymous().PostAsync("/login", content, Token);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task LoginForm_WrongToken_SaysSoAtTheField()
    {
        await using var server = await ServerFixture.StartAsync();
        using var answer = await PostAsync(server, "guess", "\"><script>");
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("aria-invalid", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoginForm_ManyGuesses_AreHeldUpEvenWithTheRightToken()
    {
        await using var server = await ServerFixture.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            using var guess = await PostAsync(server, $"guess {i}", "/");
            Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        }

        using var answer = await PostAsync(server, await TokenAsync(server), "/");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Cookie_AfterLogout_IsGone()
    {
        await using var server = await ServerFixture.StartAsync();
        using var browser = await server.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/version", Token)).StatusCode);
        using var logout = new HttpRequestMessage(HttpMethod.Post, "/logout") { Headers = { { "X-TapeDeck", "1" } } };
        using var left = await browser.SendAsync(logout, Token);
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/version", Token)).StatusCode);
    }

    [Fact]
    public async Task LoginPage_ItsAssets_NeedNoLogin()
    {
        await using var server = await ServerFixture.StartAsync();
        using var client = server.Anonymous();
        Assert.Contains("<h1>", await client.GetStringAsync("/login", Token), StringComparison.Ordinal);
        Assert.Contains("font-face", await client.GetStringAsync("/login.css", Token), StringComparison.Ordinal);
        Assert.NotEmpty(await client.GetByteArrayAsync("/fonts/inter-latin-wght-normal.woff2", Token));
    }

    private static async Task<string> TokenAsync(ServerFixture server) =>
        (await server.Application.CreateLoginUrlAsync(Token)).Query["?token=".Length..];

    private static async Task<HttpResponseMessage> PostAsync(ServerFixture server, string token, string returnUrl)
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("returnUrl", returnUrl)]);
        return await server.Anonymous().PostAsync("/login", form, Token);
    }
}
