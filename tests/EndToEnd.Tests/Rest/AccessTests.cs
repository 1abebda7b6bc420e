namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>Nothing is open but the login page and the health of the program.</summary>
public sealed class AccessTests(Dashboard dashboard)
{
    private static readonly string[] s_methods = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public async Task EveryOperation_WithoutToken_Is401()
    {
        var document = (await Curl.RequestAsync(dashboard.Api.WithToken(Address("/openapi/v1.json")))).Expect(200).Json;
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => s_methods.Contains(member.Name)).Select(member => (Method: member.Name.ToUpperInvariant(), path.Name)))
            .ToArray();
        Assert.True(operations.Length > 30, $"Only {operations.Length} operations are described.");
        foreach (var (method, path) in operations)
        {
            var answer = await Curl.RequestAsync("--request", method, "--globoff", Address(path.Replace('{', '0').Replace('}', '0')));
            Assert.True(answer.Status == 401, $"{method} {path} answers {answer.Status} without a token.");
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/captures")]
    [InlineData("/captures/new")]
    [InlineData("/recordings")]
    [InlineData("/replays")]
    [InlineData("/replays/new")]
    [InlineData("/settings")]
    [InlineData("/scalar")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/hubs/live")]
    [InlineData("/_blazor")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/app.css")]
    [InlineData("/no/such/page")]
    public async Task Address_WithoutLogin_Is401ToPrograms_AndLeadsPeopleToTheLogin(string path)
    {
        (await Curl.RequestAsync(Address(path))).Expect(401);
        (await Curl.RequestAsync("--oauth2-bearer", "td_wrong", Address(path))).Expect(401);
        var page = await Curl.RequestAsync("--include", "--header", "Accept: text/html", Address(path));
        Assert.Contains("/login?ReturnUrl=", page.Expect(302).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/login")]
    public async Task Address_MeantToBeOpen_Answers(string path) => (await Curl.RequestAsync(Address(path))).Expect(200);

    [Fact]
    public async Task Reference_WithToken_AnswersWithoutAnythingFromElsewhere()
    {
        var page = (await Curl.RequestAsync(dashboard.Api.WithToken("--location", Address("/scalar")))).Expect(200);
        Assert.StartsWith("text/html", page.ContentType, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?:src|href)=\"(?:https?:)?//", page.Text);
        Assert.Equal("3.1.1", (await Curl.RequestAsync(dashboard.Api.WithToken(Address("/openapi/v1.json")))).Expect(200).Json.GetProperty("openapi").GetString());
    }

    [Fact]
    public async Task Token_Revoked_IsOfNoUseAnyMore()
    {
        var made = (await dashboard.Api.PostAsync("/tokens", """{"name": "short-lived"}""")).Expect(201).Json;
        var (id, secret) = (made.GetProperty("token").GetProperty("id").GetString(), made.GetProperty("secret").GetString()!);
        (await Curl.RequestAsync("--oauth2-bearer", secret, dashboard.Api.Address("/version"))).Expect(200);
        (await dashboard.Api.SendAsync("DELETE", $"/tokens/{id}")).Expect(204);
        (await Curl.RequestAsync("--oauth2-bearer", secret, dashboard.Api.Address("/version"))).Expect(401);
        Assert.DoesNotContain(secret, (await dashboard.Api.GetAsync("/tokens")).Text, StringComparison.Ordinal);
    }

    private string Address(string path) => $"{dashboard.Server.Url.GetLeftPart(UriPartial.Authority)}{path}";
}
