namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>Bad input is answered with problem+json that points at the fault.</summary>
public sealed class ProblemTests(Dashboard dashboard)
{
    private const string Capture = """{"type":"capture","interface":"lo","ports":[80]}""";

    [Theory]
    [InlineData("/captures", """{"plan":{"inputs":[{"type":"capture","interface":"nosuch0","ports":[80]}]}}""", 422, "/plan/inputs/0/interface")]
    [InlineData("/captures", """{"plan":{"inputs":[{"type":"capture","interface":"lo","ports":[99999]}]}}""", 422, "/plan/inputs/0/ports")]
    [InlineData("/captures", """{"plan":{"inputs":[{"type":"capture","interface":"lo","filter":"tcp prt 80"}]}}""", 422, "/plan/inputs/0/filter")]
    [InlineData("/captures", """{"plan":{"inputs":[{"type":"capture","interface":"lo","colour":"red"}]}}""", 400, "/plan/inputs/0/colour")]
    [InlineData("/captures", """{"plan":{"inputs":[CAPTURE],"rules":[{"kind":"allow-url","pattern":"("}]}}""", 422, "/plan/rules/0/pattern")]
    [InlineData("/captures", """{"plan":{"inputs":[CAPTURE],"outputs":[{"type":"http","url":"http://169.254.169.254/"}]}}""", 422, "/plan/outputs/0/url")]
    [InlineData("/captures", """{"plan":{"inputs":[CAPTURE],"limits":{"stopAfter":"soon"}}}""", 400, "/plan/limits/stopAfter")]
    [InlineData("/captures", """{"plan":{"inputs":[CAPTURE],"limits":{"stopAfter":"0s"}}}""", 422, "/plan/limits/stopAfter")]
    [InlineData("/captures", """{"plan":""", 400, "/plan")]
    [InlineData("/replays", """{"plan":{"inputs":[{"type":"file","recording":"none"}],"outputs":[{"type":"null"}]}}""", 422, "/plan/inputs/0/recording")]
    [InlineData("/replays", """{"plan":{"inputs":[{"type":"file","recording":"none","speed":"fast"}],"outputs":[{"type":"null"}]}}""", 400, "/plan/inputs/0/speed")]
    [InlineData("/tokens", """{"name":" "}""", 422, "/name")]
    public async Task BadBody_IsRefusedAtItsPointer(string path, string json, int status, string place)
    {
        var problem = (await dashboard.Api.PostAsync(path, json.Replace("CAPTURE", Capture, StringComparison.Ordinal))).Expect(status);
        Assert.Equal("application/problem+json", problem.ContentType);
        Assert.Equal([place], problem.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Equal($"/api/v1{path}", problem.Json.GetProperty("instance").GetString());
    }

    [Theory]
    [InlineData("GET", "/recordings/none/exchanges", 404)]
    [InlineData("GET", "/recordings?limi=3", 400)]
    [InlineData("GET", "/captures/none/stream", 404)]
    [InlineData("POST", "/captures/none:start", 404)]
    [InlineData("PUT", "/captures", 405)]
    [InlineData("GET", "/nothing", 404)]
    public async Task BadRequest_IsAProblem(string method, string path, int status)
    {
        var problem = (await dashboard.Api.SendAsync(method, path)).Expect(status);
        Assert.Equal("application/problem+json", problem.ContentType);
        Assert.Equal(status, problem.Json.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("status%3E%3D5oo", 9, "404, 5xx or none")]
    [InlineData("a%20(b", 5, "closing bracket")]
    [InlineData("nope:1", 1, "no field 'nope'")]
    [InlineData("path~%22/a(b%22", 9, "missing closing )")]
    public async Task WrongQuery_IsAProblemWithItsColumn(string query, int column, string says)
    {
        var problem = (await dashboard.Api.GetAsync($"/recordings/{await dashboard.SampleAsync()}/exchanges?q={query}")).Expect(400).Json;
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal(column, error.GetProperty("column").GetInt32());
        Assert.Contains(says, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rulesets", "", """{"name":"n","rules":[RULE]}""")]
    [InlineData("/captures", "/plan", """{"plan":{"inputs":[CAPTURE],"rules":[RULE]}}""")]
    public async Task WrongRegularExpression_IsAProblemWithItsColumn(string path, string within, string json)
    {
        var body = json.Replace("CAPTURE", Capture, StringComparison.Ordinal).Replace("RULE", """{"kind":"mask-text","pattern":"ab(?<=c)"}""", StringComparison.Ordinal);
        var error = Assert.Single((await dashboard.Api.PostAsync(path, body)).Expect(422).Json.GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal($"{within}/rules/0/pattern", error.GetProperty("pointer").GetString());
        Assert.Equal(3, error.GetProperty("column").GetInt32());
        Assert.EndsWith("at column 3.", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_OfALetter_IsRefusedAndNothingIsStored()
    {
        var answer = await Curl.RequestAsync(dashboard.Api.WithToken("--header", "Content-Type: application/octet-stream", "--data-binary", "this is a letter", dashboard.Api.Address("/recordings?name=letter.gor")));
        Assert.Contains("It is no .gor file", answer.Expect(422).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"letter\"", (await dashboard.Api.GetAsync("/recordings")).Text, StringComparison.Ordinal);
    }
}
