using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;

namespace TapeDeck.Engine.Tests.Rules;

/// <summary>The rules against what GoReplay itself did.</summary>
public class GoldenRuleTests
{
    /// <summary>
    /// Where the specification tells us to do better: requests of any method are requests (1:c2 is a PROPFIND), what is not HTTP cannot pass
    /// an allow filter (1:c3), and the replayed response (3:a1) follows its request as the original one does.
    /// </summary>
    private static readonly string[] s_better = ["1:c2", "1:c3", "3:a1"];

    /// <summary>Cases that end differently here, and why.</summary>
    private static readonly Dictionary<string, string> s_different = new()
    {
        ["allow-header name with space before colon"] = "the name before the colon is trimmed, so that `user-id :^1` is no trap (spec §6.3)",
        ["param-limiter negative"] = "a share below 0 is refused instead of passing everything (spec §6.4)",
    };

    /// <summary>Options that lack a separator or the percent sign: there is no rule to make of them, the command line refuses them.</summary>
    private static readonly string[] s_noRule =
    [
        "allow-header no colon", "set-header no colon", "rewrite-url no colon", "rewrite-header no colon", "rewrite-header no comma",
        "header-limiter no percent sign",
    ];

    public static TheoryData<GoldenRuleCase> Working => [.. GoldenRuleCase.All.Where(each => each.Exit == 0 && !s_different.ContainsKey(each.Name))];

    public static TheoryData<GoldenRuleCase> Refused => [.. GoldenRuleCase.All.Where(each => each.Exit != 0)];

    [Fact]
    public void Cases_OfGoReplay_AreAllThere() => Assert.Equal((70, 70), (GoldenRuleCase.All.Count, Working.Count + Refused.Count + s_different.Count));

    [Theory]
    [MemberData(nameof(Working))]
    public void Filter_GoldenInput_GivesGoReplaysBytes(GoldenRuleCase golden)
    {
        var account = new Ledger().Account(Ledger.Records);
        var passed = Apply(golden.Arguments, account);

        var expected = GoldenRuleCase.Input.Select(GoldenRuleCase.KeyOf).Where(golden.Passed.ContainsKey).Except(s_better);
        Assert.Equal(expected, passed.Select(GoldenRuleCase.KeyOf).Except(s_better));
        foreach (var record in passed.Where(record => !s_better.Contains(GoldenRuleCase.KeyOf(record))))
        {
            Assert.Equal(golden.Passed[GoldenRuleCase.KeyOf(record)], Encoding.Latin1.GetString(record.Payload.Span));
        }

        Assert.Equal(0, account.Snapshot().InFlight);
        Assert.Equal(GoldenRuleCase.Input.Count, account.Snapshot().Seen);
    }

    [Fact]
    public void Filter_AllowFilterAndOddRecords_DoesBetterThanGoReplay()
    {
        var account = new Ledger().Account(Ledger.Records);

        var passed = Apply(["--http-allow-method", "PROPFIND", "--http-set-param", "user_id=1"], account);

        var only = Assert.Single(passed, record => record.Kind == RecordKind.Request);
        Assert.StartsWith("PROPFIND /dav?user_id=1 HTTP/1.1\r\n", Encoding.Latin1.GetString(only.Payload.Span), StringComparison.Ordinal);
        Assert.Single(passed);
        Assert.Equal(1, account.Snapshot().Dropped[LedgerReason.Unparsable]);
        Assert.Equal(0, account.Snapshot().InFlight);
    }

    [Fact]
    public void Filter_SpaceBeforeTheColon_IsTrimmedOffTheName() =>
        Assert.Contains("1:a3", Apply(["--http-allow-header", "user-id :^1"], new Ledger().Account("records")).Select(GoldenRuleCase.KeyOf));

    [Fact]
    public void Compile_NegativeShare_IsRefused()
    {
        var faults = new List<PlanFault>();
        RuleSet.Compile(GorOptions.ToRules("--http-param-limiter", "user_id:-1%"), faults);
        Assert.Equal("/rules/0/percent", Assert.Single(faults).Path);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Compile_WhatGoReplayRefuses_IsRefused(GoldenRuleCase golden)
    {
        var faults = new List<PlanFault>();
        if (s_noRule.Contains(golden.Name))
        {
            Assert.Throws<FormatException>(() => GorOptions.ToRules(golden.Arguments));
            return;
        }

        RuleSet.Compile(GorOptions.ToRules(golden.Arguments), faults);
        Assert.Equal("/rules/0/pattern", Assert.Single(faults).Path);
    }

    [Theory]
    [InlineData("(abc", "missing closing ), at column 1.", 1)]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1` (backreferences are not supported), at column 4.", 4)]
    public void Compile_WhatGoReplayRefuses_SaysItsReasonAndItsPlace(string pattern, string reason, int column)
    {
        var faults = new List<PlanFault>();
        RuleSet.Compile([new RulePlan(RuleKind.AllowUrl, Pattern: pattern)], faults);
        Assert.Contains(reason, Assert.Single(faults).Message, StringComparison.Ordinal);
        Assert.Equal(column, faults[0].Column);
    }

    private static Record[] Apply(IReadOnlyList<string> arguments, LedgerAccount account)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile(GorOptions.ToRules(arguments), faults);
        Assert.Empty(faults);
        return new RuleFilter(rules, account, TimeProvider.System).Apply(GoldenRuleCase.Input.ToArray()).ToArray();
    }
}
