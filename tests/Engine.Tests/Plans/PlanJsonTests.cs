using System.Text.Json;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Tests.Plans;

public class PlanJsonTests
{
    [Fact]
    public void Deserialize_EveryKindOfPart_ReadsBackTheSame()
    {
        var plan = new Plan
        {
            Inputs = [new CaptureInputPlan { Interface = "lo", Ports = [8000], TrackResponses = true }, new FileInputPlan { Files = ["a.gor"], Speed = ReplaySpeed.Max }],
            Rules = [new RulePlan(RuleKind.RewriteUrl, Pattern: "/a", Value: "/b")],
            Outputs = [new HttpOutputPlan { Url = "http://127.0.0.1:1", Timeout = TimeSpan.FromMilliseconds(250) }, new FileOutputPlan { Path = "x.gor" }],
            Limits = new LimitsPlan { StopAfter = TimeSpan.FromMinutes(1.5) },
        };

        var json = JsonSerializer.Serialize(plan, PlanJson.Options);
        var back = JsonSerializer.Deserialize<Plan>(json, PlanJson.Options)!;

        Assert.Equal(json, JsonSerializer.Serialize(back, PlanJson.Options));
        Assert.Contains("\"type\":\"capture\"", json, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"rewrite-url\"", json, StringComparison.Ordinal);
        Assert.Contains("\"timeout\":\"250ms\"", json, StringComparison.Ordinal);
        Assert.Contains("\"speed\":\"max\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs":[{"type":"file","fils":[]}]}""")]
    [InlineData("""{"inputs":[{"type":"telepathy"}]}""")]
    [InlineData("""{"inputs":[{"type":"file","speed":"fast"}]}""")]
    [InlineData("""{"limits":{"stopAfter":"5"}}""")]
    public void Deserialize_UnknownOrBadMember_Refuses(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Plan>(json, PlanJson.Options));

    [Fact]
    public void Serialize_WhatFollowsFromTheKind_IsLeftOutAndSkippedWhenRead()
    {
        var json = JsonSerializer.Serialize(new Plan { Inputs = [new FileInputPlan()] }, PlanJson.Options);
        Assert.DoesNotContain("isLive", json, StringComparison.Ordinal);
        Assert.False(JsonSerializer.Deserialize<Plan>("""{"inputs":[{"type":"file","isLive":true}]}""", PlanJson.Options)!.Inputs[0].IsLive);
    }

    [Theory]
    [InlineData("200%", 2)]
    [InlineData("12.5%", 0.125)]
    [InlineData("max", double.PositiveInfinity)]
    [InlineData("10/s", 10)]
    [InlineData("0.5/s", 0.5)]
    public void Speed_Text_GivesFactor(string text, double factor)
    {
        Assert.True(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal((factor, text.EndsWith("/s", StringComparison.Ordinal)), (speed.Factor, speed.IsRate));
        Assert.Equal(text, speed.ToString());
    }

    [Theory]
    [InlineData("0%")]
    [InlineData("-5%")]
    [InlineData("200")]
    [InlineData("0/s")]
    [InlineData("/s")]
    [InlineData("10 /s")]
    [InlineData("")]
    [InlineData(null)]
    public void Speed_NotASpeed_Refuses(string? text) => Assert.False(ReplaySpeed.TryParse(text, out _));
}
