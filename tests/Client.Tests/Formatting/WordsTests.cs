using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Client.Tests.Formatting;

public sealed class WordsTests
{
    [Fact]
    public void Of_EveryReason_IsAPhraseOfItsOwn()
    {
        var words = Enum.GetValues<LedgerReason>().Select(Words.Of).ToList();

        Assert.All(Enum.GetValues<LedgerReason>().Zip(words), pair => Assert.NotEqual(pair.First.ToString(), pair.Second.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(words.Count, words.Distinct().Count());
    }

    [Fact]
    public void Of_EveryRule_IsAPhraseOfItsOwn() => Assert.Equal(Enum.GetValues<RuleKind>().Length, Enum.GetValues<RuleKind>().Select(Words.Of).Distinct().Count());

    [Theory]
    [InlineData(RunState.Running, "Recording", Tone.Active)]
    [InlineData(RunState.Pending, "Waiting", Tone.Quiet)]
    [InlineData(RunState.Paused, "Paused", Tone.Warning)]
    [InlineData(RunState.Completed, "Stopped", Tone.Quiet)]
    [InlineData(RunState.Failed, "Failed", Tone.Trouble)]
    [InlineData(RunState.Interrupted, "Interrupted", Tone.Warning)]
    public void Of_Capture_SaysItsState(RunState state, string text, Tone tone) => Assert.Equal(new StateWord(text, tone), Words.Of(FakeRuns.Capture("c", "c", state)));

    [Theory]
    [InlineData(0, false, "Passed")]
    [InlineData(3, false, "Failed")]
    [InlineData(0, true, "Generator-limited")]
    public void Of_CompletedReplay_SaysTheOutcome(long failed, bool limited, string text) =>
        Assert.Equal(text, Words.Of(FakeRuns.Replay("r", "r", RunState.Completed, failed, limited)).Text);

    [Theory]
    [InlineData("Connecting to 127.0.0.1:18977: Connection refused", "Connection refused")]
    [InlineData("No complete answer within 5 s", "No complete answer within 5 s")]
    public void Gist_OfAFailure_IsWhatHappened(string failure, string gist) => Assert.Equal(gist, Words.Gist(failure));

    [Fact]
    public void Lost_WithDuplicatesOnly_IsNothing() => Assert.Equal(0, Words.Lost(FakeRuns.Capture("c", "c").Ledger));

    [Fact]
    public void Lost_WhatTheLiveViewSkipped_IsNothing()
    {
        var ledger = new[] { new LedgerEntry(Ledger.LiveView, 100, 60, 0, new Dictionary<LedgerReason, long> { [LedgerReason.QueueFull] = 40 }) };
        Assert.Equal((0L, 0L), (Words.Lost(ledger), Loss.Of(ledger).Total));
    }

    [Fact]
    public void LossOf_KernelDrops_NamesUnitAndReason()
    {
        var loss = Loss.Of(FakeRuns.Capture("c", "c", dropped: 1204).Ledger);

        Assert.Equal(new Loss(1204, "packets: dropped by the kernel, its capture buffer was full."), loss);
    }

    [Fact]
    public void Of_EveryRecordingState_HasItsWord() => Assert.Equal(7, Enum.GetValues<RecordingState>().Select(state => Words.Of(state).Text).Distinct().Count());
}
