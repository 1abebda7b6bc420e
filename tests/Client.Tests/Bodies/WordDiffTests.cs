using CsCheck;
using TapeDeck.Client.Bodies;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class WordDiffTests
{
    [Theory]
    [InlineData("Host: shop.example.com", "Host: beta.example.com", "Host: [shop].example.com", "Host: [beta].example.com")]
    [InlineData("GET /a?x=1 HTTP/1.1", "GET /a?x=1&key=7 HTTP/1.1", "GET /a?x=1 HTTP/1.1", "GET /a?x=1[&key=7] HTTP/1.1")]
    [InlineData("a 1 b 2 c", "a 3 b 4 c", "a [1] b [2] c", "a [3] b [4] c")]
    [InlineData("Accept: application/json", "Accept: */*", "Accept: [application/json]", "Accept: [*/*]")]
    [InlineData("id 12", "id 123", "id [12]", "id [123]")]
    [InlineData("say 😀 now", "say 😁 now", "say [😀] now", "say [😁] now")]
    public void Mark_LinesThatDiffer_MarksTheWordsThatDo(string left, string right, string leftShown, string rightShown)
    {
        var marks = new WordDiff().Mark(left, right)!;

        Assert.Equal((leftShown, rightShown), (Shown(marks.Left), Shown(marks.Right)));
        Assert.False(marks.IsRough);
    }

    [Fact]
    public void Mark_LinesWithLittleInCommon_MarksNothing() => Assert.Null(new WordDiff().Mark("GET /orders HTTP/1.1", "X-Env: staging"));

    [Fact]
    public void Mark_ALongValue_IsComparedByItsCharacters()
    {
        var (start, end) = (new string('A', 5_000), new string('B', 5_000));

        Assert.Equal($"{start}[xy]{end}", Shown(new WordDiff().Mark(start + end, start + "xy" + end)!.Right));
        Assert.Equal($"{start}[cd]{end}-[2]", Shown(new WordDiff().Mark($"{start}ab{end}-1", $"{start}cd{end}-2")!.Right));
    }

    [Fact]
    public void Mark_AMegabyteOfWordsThatDiffer_IsBoundedAndSaysSo()
    {
        var (left, right) = (Words(0), Words(1));
        var marks = new WordDiff().Mark(left, right)!;

        Assert.True(marks.IsRough);
        Assert.Equal([false, true, false], marks.Right.Select(run => run.IsChanged));
        Assert.Equal(right, string.Concat(marks.Right.Select(run => run.Text)));

        static string Words(int by) => new string('=', 600_000) + string.Join(' ', Enumerable.Range(0, 80_000).Select(i => i % 2 == 0 ? i : i + by)) + new string('=', 600_000);
    }

    /// <summary>However many lines there are, words of them are compared only so long.</summary>
    [Fact]
    public void Mark_ManyHardLines_AreRoughOnceEnoughWasDone()
    {
        var words = new WordDiff();
        var (left, right) = (Line(0), Line(1));

        Assert.False(words.Mark(left, right)!.IsRough);
        Assert.Contains(Enumerable.Range(0, 100), _ => words.Mark(left, right)!.IsRough);

        static string Line(int by) => new string('=', 10_000) + string.Join(' ', Enumerable.Range(0, 900).Select(i => (2 * i) + by));
    }

    [Fact]
    public void Mark_OfAnyLines_KeepsThemWholeAndMarksAllThatDiffers() =>
        Gen.Select(Gen.String["ab 1.\ud83d\ude00"].Array[0, 8], Gen.String["ab 1."].Array[0, 8], Gen.String["ab 1."]).Sample((left, right, common) =>
        {
            var (one, other) = (string.Join(common, left), string.Join(common, right));
            if (new WordDiff().Mark(one, other) is { } marks)
            {
                Assert.Equal((one, other), (string.Concat(marks.Left.Select(run => run.Text)), string.Concat(marks.Right.Select(run => run.Text))));
                Assert.Equal(Same(marks.Left), Same(marks.Right));
            }
        });

    private static string Same(IEnumerable<TextRun> runs) => string.Concat(runs.Where(run => !run.IsChanged).Select(run => run.Text));

    private static string Shown(IEnumerable<TextRun> runs) => string.Concat(runs.Select(run => run.IsChanged ? $"[{run.Text}]" : run.Text));
}
