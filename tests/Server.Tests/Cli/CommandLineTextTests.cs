using System.Text.Json;
using CsCheck;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli;
using TapeDeck.Server.Cli.Texts;
using TapeDeck.Server.Cli.Values;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>Plans as command lines and back.</summary>
public class CommandLineTextTests
{
    [Fact]
    public void Write_AnyPlanOfOptions_IsReadBackTheSame() => PlanGenerator.Plans.Sample(
        plan =>
        {
            var text = CommandLineText.Write(plan);
            Assert.Empty(text.Missing);
            var back = PastedCommand.Read(text.Text);
            Assert.Empty(back.Faults);
            Assert.Equal(ToJson(plan), ToJson(back.Plan));
        },
        iter: 500);

    [Fact]
    public async Task Join_AnyWords_AreTheSameWordsToAShell()
    {
        var words = Gen.Char[@"ab '""\$`|&;<>()*?~#!=%{}" + "\n\té"].Array[0, 12].Select(chars => new string(chars)).Array[300].Single();
        var (exitCode, output, error) = await ToolProcess.RunAsync("/bin/sh", "-c", "printf '%s\\0' " + ShellWords.Join(words));
        Assert.Equal((0, ""), (exitCode, error.Trim()));
        Assert.Equal(words, output.Split('\0')[..^1]);
        Assert.Equal(words, ShellWords.Split(ShellWords.Join(words)));
    }

    [Fact]
    public void Write_SmallPlan_IsWhatAPersonWouldWrite()
    {
        var plan = CommandLinePlan.Parse(
            ["--input-raw", ":8000", "--output-http", "http://staging.com|10%", "--http-allow-url", "/api", "--output-file", "it's.gor", "--output-file-append", "--exit-after", "90s"]).Plan;
        Assert.Equal(
            @"tapedeck --input-raw :8000 --http-allow-url /api --output-file 'it'\''s.gor' --output-file-append --output-http 'http://staging.com|10%' --exit-after 1m30s",
            CommandLineText.Write(plan).Text);
    }

    [Fact]
    public void Write_WhatNoOptionSays_IsNamedWhereItStands()
    {
        var plan = new Plan
        {
            Inputs =
            [
                new FileInputPlan { Recording = "r1" },
                new CaptureInputPlan { Ports = [80], Expire = TimeSpan.FromSeconds(3), MaxMessageBytes = 5 << 20 },
                new CaptureInputPlan { Ports = [81], MaxMessageBytes = 5 << 20 },
            ],
            Rules = [new RulePlan(RuleKind.RewriteUrl, Pattern: "a", Value: "b", Enabled: false), new RulePlan(RuleKind.AllowMethod, Pattern: "GET")],
            Outputs = [new HttpOutputPlan { Url = "h", Queue = new QueuePlan { WhenFull = QueueFullPolicy.DropOldest } }, new NullOutputPlan()],
            Limits = new LimitsPlan { MaxRecords = 5, MaxPayloadBytes = 5 << 20 },
        };
        var text = CommandLineText.Write(plan);
        Assert.Equal(
            ["/inputs/0", "/rules/0", "/inputs/2/expire", "/outputs/0/queue/whenFull", "/limits/maxRecords"],
            text.Missing.Select(fault => fault.Path));
        Assert.Contains("No option says 5 here; the command line means nothing.", text.Missing.Select(fault => fault.Message));
        Assert.Equal("tapedeck --input-raw :80 --input-raw :81 --input-raw-expire 3s --http-allow-method GET --output-null --output-http h", text.Text);
    }

    [Fact]
    public void Write_Password_IsLeftOutAndSaidSo()
    {
        var read = CommandLinePlan.Parse("--input-dummy 0 --output-kafka-host h --output-kafka-topic t --output-kafka-use-sasl --output-kafka-password hush".Split(' '));
        Assert.Equal("hush", ((KafkaOutputPlan)read.Plan.Outputs[0]).Cluster.Sasl!.Password.Reveal());
        var text = CommandLineText.Write(read.Plan);
        Assert.DoesNotContain("hush", text.Text, StringComparison.Ordinal);
        Assert.Equal("/outputs/0/cluster/sasl/password", Assert.Single(text.Missing).Path);
    }

    [Fact]
    public void Write_PlanWithoutLimitOfSize_SaysSo() => Assert.Equal(
        "tapedeck --input-raw :0 --output-null --copy-buffer-size 0", CommandLineText.Write(new Plan { Inputs = [new CaptureInputPlan()], Outputs = [new NullOutputPlan()] }).Text);

    [Fact]
    public void Write_ValueThatIsNone_NamesTheFault() => Assert.Contains(
        "--output-http: \"no address\" is not an http or https address",
        Assert.Single(CommandLineText.Write(new Plan { Inputs = [new CaptureInputPlan()], Outputs = [new HttpOutputPlan { Url = "no address" }] }).Missing).Message,
        StringComparison.Ordinal);

    private static string ToJson(Plan plan) => JsonSerializer.Serialize(plan, PlanJson.Options);
}
