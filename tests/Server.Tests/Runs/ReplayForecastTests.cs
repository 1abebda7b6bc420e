using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Runs;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Runs;

/// <summary>What a replay would send, said before it is made.</summary>
public sealed class ReplayForecastTests
{
    private static readonly string[] s_methods = ["GET", "GET", "GET", "POST", "DELETE"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Validate_ByTheApi_SaysWhatTheReplayThenSends()
    {
        await using var library = await LibraryFixture.StartAsync();
        await using var target = ScriptedTarget.Plain();
        var recording = await library.AddAsync(Traffic(25));
        using var program = await library.ProgramAsync();
        var body = new
        {
            plan = new
            {
                inputs = new[] { new { type = "file", recording = recording.Id, speed = "200%" } },
                rules = new object[] { new { kind = "disallow-url", pattern = "^/4" }, new { kind = "set-header", name = "X-Env", value = "staging" } },
                outputs = new[] { new { type = "http", url = $"http://{target.Address}/v2" } },
            },
            name = "Both take the same body",
            start = true,
        };
        using var answer = await program.PostAsJsonAsync("/api/v1/replays:validate", body, Token);
        var forecast = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(target.Requests);
        Assert.Empty(await library.Service<IRuns>().ListAsync(RunPurpose.Replay, Token));

        using var made = await program.PostAsJsonAsync("/api/v1/replays", body, Token);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
        await library.UntilRunAsync(id, run => !run.IsActive);
        var server = forecast.GetProperty("targets")[0];
        Assert.Equal(target.Requests.Select(Encoding.Latin1.GetString).Take(10), server.GetProperty("first").EnumerateArray().Select(request => Encoding.Latin1.GetString(request.GetProperty("sent").GetBytesFromBase64())));
        Assert.Equal(target.Requests.Count, forecast.GetProperty("sent").GetInt32());
        Assert.Equal(target.RequestLines.Count(line => !line.StartsWith("GET", StringComparison.Ordinal)), forecast.GetProperty("mutating").GetInt32());
        Assert.Equal(["GET 15", "POST 5", "DELETE 4"], server.GetProperty("methods").EnumerateArray().Select(method => $"{method.GetProperty("method").GetString()} {method.GetProperty("requests").GetInt32()}"));
        Assert.Equal((25, 1, "messages", "12s"), (forecast.GetProperty("requests").GetInt32(), forecast.GetProperty("filtered").GetInt32(), forecast.GetProperty("basis").GetString(), forecast.GetProperty("duration").GetString()));
        Assert.Equal((target.Address, "127.0.0.1", "/plan/outputs/0"), (server.GetProperty("server").GetString(), server.GetProperty("addresses")[0].GetString(), server.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task Validate_WrongPlan_NamesEveryFaultAsACreationWould()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var body = new
        {
            plan = new
            {
                inputs = new[] { new { type = "file", recording = "none" } },
                rules = new[] { new { kind = "allow-url", pattern = "(" } },
                outputs = new[] { new { type = "http", url = "http://169.254.169.254" } },
            },
        };
        using var validated = await program.PostAsJsonAsync("/api/v1/replays:validate", body, Token);
        using var created = await program.PostAsJsonAsync("/api/v1/replays", body, Token);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (validated.StatusCode, created.StatusCode));
        var pointers = await PointersAsync(validated);
        Assert.Equal(await PointersAsync(created), pointers);
        Assert.Equal(["/plan/inputs/0/recording", "/plan/outputs/0/url", "/plan/rules/0/pattern"], pointers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counts_OfALargeRecordingThatIsSentWhole_ComeFromItsIndexAndAreTheSame()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Traffic(2_000));
        var input = new FileInputPlan { Recording = recording.Id, From = Seconds(3), To = Seconds(1_500) };
        var read = await LastAsync(Forecasts(library, readAnyway: long.MaxValue), PlanOf(input));
        var indexed = await LastAsync(Forecasts(library, readAnyway: 0), PlanOf(input));
        Assert.Equal((ForecastBasis.Messages, ForecastBasis.Index), (read.Basis, indexed.Basis));
        Assert.Equal(read.Targets[0].Methods.OrderBy(method => method.Key), indexed.Targets[0].Methods.OrderBy(method => method.Key));
        Assert.Equal((1_498, 600, read.Duration), (indexed.Sent, indexed.Mutating, indexed.Duration));
        Assert.Equal(read.Targets[0].First.Select(Text), indexed.Targets[0].First.Select(Text));

        var rules = await LastAsync(Forecasts(library, readAnyway: 0), PlanOf(input, new RulePlan(RuleKind.SetMethod, Value: "PUT"), new RulePlan(RuleKind.Sample, Percent: 10)));
        Assert.Equal(ForecastBasis.Messages, rules.Basis);
        Assert.Equal(["PUT"], rules.Targets[0].Methods.Keys);
        Assert.Equal(rules.Sent, rules.MostMutating);
        Assert.Equal(rules.Requests, rules.Filtered + rules.Sent);
    }

    [Fact]
    public async Task MostMutating_WhileReading_IsAnUpperBoundFromTheIndex()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Traffic(3_000));
        var methods = await IndexedMethods.OfAsync(PlanOf(new FileInputPlan { Recording = recording.Id }), library.Recordings, Token);
        Assert.Equal(1_200, methods!.MostMutating(new Plan()));
        Assert.Equal(3_000, methods.MostMutating(new Plan { Rules = [new RulePlan(RuleKind.SetMethod, Value: "DELETE")] }));
        Assert.Equal(1_200, methods.MostMutating(new Plan { Rules = [new RulePlan(RuleKind.SetMethod, Value: "DELETE", Enabled: false)] }));
    }

    [Fact]
    public async Task Estimates_OfWhatTheRunChoosesItself_AreNamed()
    {
        await using var library = await LibraryFixture.StartAsync();
        var recording = await library.AddAsync(Traffic(10));
        var input = new FileInputPlan { Recording = recording.Id, Limit = new RateLimitPlan { Percent = 10 }, Loop = true };
        var forecast = await LastAsync(Forecasts(library), PlanOf(input) with { Outputs = [new HttpOutputPlan { Url = "http://127.0.0.1:9", Redirects = 3 }] });
        Assert.Equal(["An input lets 10 % of the requests, chosen at random, through; the counts are of all.", "Redirects are followed, and may lead to other servers."], forecast.Estimates);
        Assert.True(forecast.Repeats);
        Assert.Equal(10, forecast.Sent);
    }

    private static ReplayForecasts Forecasts(LibraryFixture library, long readAnyway = 50_000) =>
        new(library.Service<RunStarter>(), library.Service<PlanPreparation>(), library.Recordings, TimeProvider.System) { ReadAnyway = readAnyway };

    private static Plan PlanOf(FileInputPlan input, params IReadOnlyList<RulePlan> rules) =>
        new() { Inputs = [input], Rules = rules, Outputs = [new HttpOutputPlan { Url = "http://127.0.0.1:9" }] };

    private static async Task<ReplayForecast> LastAsync(ReplayForecasts forecasts, Plan plan)
    {
        var answer = await forecasts.StartAsync(plan, 10, Token);
        Assert.Empty(answer.Faults);
        ReplayForecast? last = null;
        await foreach (var forecast in answer.Value!)
        {
            last = forecast;
        }

        Assert.True(last!.IsComplete);
        return last;
    }

    private static async Task<IReadOnlyList<string>> PointersAsync(HttpResponseMessage answer) =>
        [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)];

    /// <summary>A request a second, three of five of them harmless.</summary>
    private static byte[] Traffic(int count) => Records.Bytes(Enumerable.Range(0, count).Select(i => Records.Request(i, $"/{i}", Seconds(i)) with { Payload = Payload(i) }));

    private static byte[] Payload(int i) => Encoding.Latin1.GetBytes($"{s_methods[i % s_methods.Length]} /{i} HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n");

    private static long Seconds(int seconds) => seconds * 1_000_000_000L;

    private static string Text(RequestForecast request) => Encoding.Latin1.GetString(request.Sent.Span);
}
