using System.Text;
using TapeDeck.Client.Bodies;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class MessageDiffTests
{
    private const string Start = "GET /a HTTP/1.1\r\n";

    [Fact]
    public void Of_ALineThatCameBeforeOneThatChanged_PairsWhatIsAlike() =>
        Assert.Equal(
            [" GET /a HTTP/1.1", "-Host: [a].example.com", "+X-Env: staging", "+Host: [b].example.com", " Accept: */*"],
            Shown(Start + "Host: a.example.com\r\nAccept: */*\r\n\r\n", Start + "X-Env: staging\r\nHost: b.example.com\r\nAccept: */*\r\n\r\n"));

    [Fact]
    public void Of_ManyLinesAlike_AreFoldedButTheStartLineAndThoseAroundAChange()
    {
        var headers = string.Concat(Enumerable.Range(0, 30).Select(i => $"H-{i}: v\r\n"));
        var diff = Diff($"{Start}{headers}A: 1\r\nB: 2\r\n\r\n", $"{Start}{headers}A: 2\r\nB: 2\r\n\r\n");

        Assert.Equal([(1, false), (27, true), (3, false), (2, false), (1, false)], diff.Stretches.Select(stretch => (stretch.Lines.Count, stretch.IsFolded)));
        Assert.Equal("H-27: v", diff.Stretches[2].Lines[0].Text);
    }

    [Theory]
    [InlineData("a\r\nb", "a\nb", "-a[␍]", "+a")]
    [InlineData("a\u0000b", "a\u0001b", "-a[␀]b", "+a[␁]b")]
    [InlineData("a\u00ffb", "a\u00feb", "-[aÿb]", "+[aþb]")]
    public void Of_BytesThatCannotBeSeen_AreShownWhereTheyDiffer(string before, string after, string removed, string added)
    {
        var shown = Shown($"{Start}\r\nsame {before} same", $"{Start}\r\nsame {after} same");
        Assert.Contains(shown, line => line.StartsWith(removed.Insert(1, "same "), StringComparison.Ordinal));
        Assert.Contains(shown, line => line.StartsWith(added.Insert(1, "same "), StringComparison.Ordinal));
    }

    [Fact]
    public void Of_MoreThanIsCompared_SaysSo()
    {
        Assert.Null(Diff(Start, Start).Note);
        Assert.StartsWith("The first 2,000 lines of the first 1.0 MB are compared.", Diff(Start + string.Concat(Enumerable.Repeat("x\n", 2_001)), Start).Note, StringComparison.Ordinal);
        Assert.StartsWith("The first 2,000 lines of the first 1.0 MB are compared.", Diff(Start + new string('x', 2 << 20), Start).Note, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Shown(string before, string after) =>
        from stretch in Diff(before, after).Stretches
        from line in stretch.Lines
        select (line.Side switch { DiffSide.Removed => "-", DiffSide.Added => "+", _ => " " }) + (line.Runs is { } runs ? string.Concat(runs.Select(run => run.IsChanged ? $"[{run.Text}]" : run.Text)) : line.Text);

    private static MessageDiff Diff(string before, string after) => MessageDiff.Of(Encoding.Latin1.GetBytes(before), Encoding.Latin1.GetBytes(after));
}
