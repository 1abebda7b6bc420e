using System.Text;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>What a preview shows is what is sent, byte for byte.</summary>
public sealed class RulePreviewTests(Dashboard dashboard)
{
    private const string Rules = """
        [
          { "kind": "allow-url", "pattern": "^/(orders|contact|page/1[0-9]\\?)" }, { "kind": "set-header", "name": "X-Env", "value": "staging" },
          { "kind": "set-param", "name": "api_key", "value": "1" }, { "kind": "rewrite-url", "pattern": "^/page/(.*)", "value": "/v2/page/$1" },
          { "kind": "rewrite-header", "name": "Host", "pattern": ".*", "value": "shop.example" }
        ]
        """;

    [Fact]
    public async Task Preview_RewrittenRequests_AreTheBytesOfTheReplay()
    {
        var recording = await dashboard.SampleAsync();
        var preview = (await dashboard.Api.PostAsync("/rulesets:preview", $$"""{ "rules": {{Rules}}, "recording": "{{recording}}", "samples": 100 }""")).Expect(200).Json;
        var shown = preview.GetProperty("samples").EnumerateArray().Select(sample => Encoding.Latin1.GetString(sample.GetProperty("after").GetBytesFromBase64())).ToList();
        Assert.Equal(preview.GetProperty("rewritten").GetInt32(), shown.Count);
        Assert.True(shown.Count > 10);

        await using var target = ScriptedTarget.Plain();
        var replay = await dashboard.Api.StartReplayAsync(recording, new Uri($"http://{target.Address}"), rules: Rules);
        await dashboard.Api.FollowAsync($"/replays/{replay}");
        Assert.Equal(shown.Order(StringComparer.Ordinal), target.Requests.Select(Encoding.Latin1.GetString).Order(StringComparer.Ordinal));
    }
}
