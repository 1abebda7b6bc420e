using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

/// <summary>What is shown before a replay is what the replay sends.</summary>
public sealed class ReplayRehearsalTests : IDisposable
{
    private const int All = 1_000;
    private static readonly string s_golden = SharedData.Path("golden", "recordings", "plain.gor");
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What can be done to requests on their way, and the target's path and user.</summary>
    public static TheoryData<string, string> Ways => new()
    {
        { """{}""", "" },
        { """{ "rules": [ { "kind": "allow-method", "pattern": "GET" }, { "kind": "set-header", "name": "X-Env", "value": "staging" }, { "kind": "set-param", "name": "k", "value": "1" } ] }""", "" },
        { """{ "rules": [ { "kind": "set-header", "name": "Host", "value": "shop.example" }, { "kind": "sample", "percent": 40 } ] }""", "" },
        { """{ "rules": [ { "kind": "set-method", "value": "DELETE" }, { "kind": "rewrite-url", "pattern": "^/(.*)", "value": "/v2/$1" } ] }""", "/base" },
        { """{ "prettify": true }""", "user:secret@" },
        { """{ "limits": { "maxRecords": 17 } }""", "" },
        { """{ "limits": { "maxPayloadBytes": 150 } }""", "" },
        { """{ "splitOutputs": true }""", "" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task First_OfEveryTarget_AreTheBytesThatARunSends(string plan, string place)
    {
        await using var target = ScriptedTarget.Plain();
        await using var other = ScriptedTarget.Plain();
        var user = place.EndsWith('@') ? place : "";
        var whole = Read(plan) with
        {
            Inputs = [new FileInputPlan { Files = [s_golden], Speed = ReplaySpeed.Max }],
            Outputs = [To($"http://{user}{target.Address}{(user.Length > 0 ? "" : place)}"), To($"http://{other.Address}")],
        };
        var found = await RehearseAsync(whole, All);
        Assert.Empty(target.Requests);

        await using var run = await Run.CreateAsync(whole, new RunOptions());
        run.Start();
        await run.Completion;
        Assert.Equal(target.Requests.Select(Beginning), found.Targets[0].First.Select(request => (request.Length, Text(request.Sent.ToArray()))));
        Assert.Equal(other.Requests.Select(Beginning), found.Targets[1].First.Select(request => (request.Length, Text(request.Sent.ToArray()))));
        Assert.Equal(run.Progress().Outputs.Select(output => output.Delivered), found.Targets.Select(each => each.Methods.Values.Sum()));
        Assert.All(found.Targets.Zip(run.Progress().Outputs), pair => Assert.Equal(
            pair.Second.Dropped.Where(reason => reason.Key != LedgerReason.NotApplicable && reason.Value > 0).OrderBy(reason => reason.Key),
            pair.First.Unsendable.OrderBy(reason => reason.Key)));
    }

    [Fact]
    public async Task First_OfABinaryOutput_AreThePayloadsWhateverTheyAre()
    {
        Record[] records = [Records.Request(1), Records.Request(2) with { Payload = "PING 7"u8.ToArray() }, Records.Request(3) with { Payload = new byte[] { 0, 1, 2, 255 } }];
        var plan = PlanOf([await WriteAsync("binary", records)]) with { Outputs = [new BinaryOutputPlan { Address = "127.0.0.1:9" }] };
        var found = Assert.Single((await RehearseAsync(plan, first: 5)).Targets);
        Assert.Equal(records.Select(record => Text(record.Payload.ToArray())), found.First.Select(request => Text(request.Sent.ToArray())));
        Assert.Equal((1, 2), (found.Methods["GET"], found.Methods[""]));
    }

    [Fact]
    public async Task Counts_OfRequests_AddUp()
    {
        var found = await RehearseAsync(PlanOf([s_golden], new RulePlan(RuleKind.AllowMethod, Pattern: "GET")), first: 3);
        var only = Assert.Single(found.Targets);
        Assert.Equal(46, found.Requests);
        Assert.Equal(["GET"], only.Methods.Keys);
        Assert.Equal(found.Requests, found.Filtered + only.Methods["GET"] + only.Unsendable.Values.Sum());
        Assert.Equal(3, only.First.Count);
        Assert.Equal(1, found.Fraction);
    }

    [Fact]
    public async Task Due_AtTwiceTheSpeed_IsHalfOfWhatWasRecordedAndEndsWithTheTimeLimit()
    {
        var file = await WriteAsync("steady", Enumerable.Range(0, 10).Select(i => Records.Request(i, $"/{i}", Seconds(i))));
        var plan = PlanOf([file]) with { Limits = new LimitsPlan { StopAfter = TimeSpan.FromSeconds(2) } };
        plan = plan with { Inputs = [((FileInputPlan)plan.Inputs[0]) with { Speed = Speed("200%"), Loop = true }] };
        var found = await RehearseAsync(plan, first: 3);
        Assert.Equal([0, 0.5, 1], found.Targets[0].First.Select(request => request.Due.TotalSeconds));
        Assert.Equal((5, TimeSpan.FromSeconds(2)), (found.Requests, found.Duration));
    }

    [Fact]
    public async Task First_OfSeveralInputs_AreThoseThatAreDueFirst()
    {
        var early = await WriteAsync("early", Enumerable.Range(0, 600).Select(i => Records.Request(i, $"/early/{i}", Seconds(3 * i))));
        var late = await WriteAsync("late", Enumerable.Range(0, 600).Select(i => Records.Request(i, $"/late/{i}", Seconds(1_000_000 + (2 * i)))));
        var plan = PlanOf([]) with { Inputs = [new FileInputPlan { Files = [early] }, new FileInputPlan { Files = [late] }] };
        var found = await RehearseAsync(plan, first: 5);
        Assert.Equal(["/early/0", "/late/0", "/late/1", "/early/1", "/late/2"], found.Targets[0].First.Select(request => Text(request.Sent.ToArray()).Split(' ')[1]));
        Assert.Equal(1_200, found.Targets[0].Methods["GET"]);
    }

    [Fact]
    public async Task LongRequest_IsShownAsFarAsItGoesAndCountedWhole()
    {
        var body = new string('x', 300_000);
        var request = Records.Request(1) with { Payload = Encoding.Latin1.GetBytes($"POST / HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}") };
        var found = await RehearseAsync(PlanOf([await WriteAsync("long", [request])]), first: 1);
        var shown = Assert.Single(found.Targets[0].First);
        Assert.Equal((64 << 10, request.Payload.Length), (shown.Sent.Length, shown.Length));
    }

    [Fact]
    public void Open_WrongRulesAndTargets_NamesEveryFault()
    {
        var plan = PlanOf([s_golden], new RulePlan(RuleKind.AllowUrl, Pattern: "(")) with { Outputs = [To("ftp://x"), To("http://x")] };
        var refused = Assert.Throws<PlanException>(() => ReplayRehearsal.Open(plan, 1, new RunOptions(), Token));
        Assert.Equal(["/rules/0/pattern", "/outputs/0/url"], refused.Faults.Select(fault => fault.Path));
    }

    private static async Task<RehearsalResult> RehearseAsync(Plan plan, int first)
    {
        await using var rehearsal = ReplayRehearsal.Open(plan, first, new RunOptions(), Token);
        while (!rehearsal.IsOver)
        {
            await rehearsal.AdvanceAsync();
        }

        return rehearsal.Snapshot();
    }

    private static Plan PlanOf(IReadOnlyList<string> files, params IReadOnlyList<RulePlan> rules) =>
        new() { Inputs = [new FileInputPlan { Files = files, Speed = ReplaySpeed.Max }], Rules = rules, Outputs = [To("http://127.0.0.1:9")] };

    private static HttpOutputPlan To(string url) => new() { Url = url, Connections = 1 };

    private static Plan Read(string json) => JsonSerializer.Deserialize<Plan>(json, PlanJson.Options)!;

    private static ReplaySpeed Speed(string text) => ReplaySpeed.TryParse(text, out var speed) ? speed : throw new FormatException(text);

    private static long Seconds(int seconds) => seconds * 1_000_000_000L;

    /// <summary>The length, and as much as is shown.</summary>
    private static (long Length, string Text) Beginning(byte[] bytes) => (bytes.Length, Text(bytes[..Math.Min(64 << 10, bytes.Length)]));

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private async Task<string> WriteAsync(string name, IEnumerable<Record> records)
    {
        var path = _folder.File($"{name}.gor");
        await File.WriteAllBytesAsync(path, Records.Bytes(records), Token);
        return path;
    }
}
