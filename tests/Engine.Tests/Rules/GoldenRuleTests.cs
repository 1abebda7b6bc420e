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

    /// <summary>The name before the colon is trimmed by us, so that <c>user-id :^1</c> is no trap.</summary>
    private const string NameTrimmed = "allow-header name with space before colon";

    private static IEnumerable<GoldenRuleCase> OurKinds =>
        GoldenRuleCase.All.Where(each => each.Arguments.Chunk(2).All(pair => GorOptions.Knows(pair[0])));

    public static TheoryData<GoldenRuleCase> Working => [.. OurKinds.Where(each => each.Exit == 0 && each.Name != NameTrimmed)];

    [Fact]
    public void Cases_OfOurKinds_AreAllThere() => Assert.Equal(45, Working.Count);

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

    [Theory]
    [InlineData("--http-allow-url", "(abc", "/rules/0/pattern", "missing closing )")]
    [InlineData("--http-allow-header", "Host:(abc", "/rules/0/pattern", "missing closing )")]
    [InlineData("--http-allow-url", @"(a)\1", "/rules/0/pattern", @"invalid escape sequence: `\1`")]
    public void Compile_WhatGoReplayRefuses_IsRefusedWithItsReason(string option, string value, string path, string reason)
    {
        var faults = new List<PlanFault>();
        RuleSet.Compile(GorOptions.ToRules(option, value), faults);
        var fault = Assert.Single(faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static Record[] Apply(IReadOnlyList<string> arguments, LedgerAccount account)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile(GorOptions.ToRules(arguments), faults);
        Assert.Empty(faults);
        return new RuleFilter(rules, account, TimeProvider.System).Apply(GoldenRuleCase.Input.ToArray()).ToArray();
    }
}
