using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TapeDeck.Server.Tests.Security;

public sealed class AccessTests
{
    private static readonly string[] s_open = ["/healthz/live", "/healthz/ready", "/login"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEndpoint_WithoutLogin_AnswersNothing()
    {
        await using var server = await ServerFixture.StartAsync();
        using var client = server.Anonymous();
        var checkedCount = 0;
        foreach (var endpoint in Endpoints(server).Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Path(endpoint));
                using var answer = await client.SendAsync(request, Token);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {Path(endpoint)} answered {answer.StatusCode}");
                checkedCount++;
            }
        }

        Assert.True(checkedCount > 20, "The endpoints were not found.");
    }

    [Fact]
    public async Task OpenEndpoints_AreExactlyThese()
    {
        await using var server = await ServerFixture.StartAsync();
        var open = Endpoints(server).Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(Path).Distinct().Order().ToArray();
        Assert.All(open, path => Assert.True(
            s_open.Contains(path) || path.StartsWith("/login.", StringComparison.Ordinal) || path.StartsWith("/fonts/inter", StringComparison.Ordinal)
            || path.StartsWith("/icon.", StringComparison.Ordinal), $"{path} answers without a login."));
        Assert.Superset(s_open.ToHashSet(), open.ToHashSet());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/recordings/x?query=1")]
    [InlineData("/no/such/page")]
    public async Task Page_WithoutLogin_LeadsToLoginAndBack(string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var request = Page(path);
        using var answer = await server.Anonymous().SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/login?ReturnUrl={Uri.EscapeDataString(path)}", answer.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task Page_FromForeignLink_IsAskedForAgainFromHere()
    {
        await using var server = await ServerFixture.StartAsync();
        using var request = Page("/recordings/x");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await server.Anonymous().SendAsync(request, Token);
        Assert.Contains("http-equiv=\"refresh\" content=\"0;url=/recordings/x\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ThatIsNotThere_IsAPageOfItsOwn()
    {
        await using var server = await ServerFixture.StartAsync();
        using var browser = await server.SignInAsync();
        using var request = Page("/no/such/page");
        using var answer = await browser.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    private static HttpRequestMessage Page(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        return request;
    }

    private static IEnumerable<RouteEndpoint> Endpoints(ServerFixture server) =>
        server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string Path(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
            part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content
            : part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator ? separator.Content
            : "1"))));
}
