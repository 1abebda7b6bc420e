using DiffPlex;
using DiffPlex.Model;

namespace TapeDeck.Client.Bodies;

/// <summary>A stretch of a line.</summary>
/// <param name="Text">As it is shown.</param>
/// <param name="IsChanged">Whether the other line has it otherwise, or not at all.</param>
public readonly record struct TextRun(string Text, bool IsChanged);

/// <summary>What two lines have in common and what not.</summary>
/// <param name="Left">All of the left line.</param>
/// <param name="Right">All of the right line.</param>
/// <param name="IsRough">Whether everything between their first and last difference is marked, since more would take too long to find.</param>
public sealed record LineMarks(IReadOnlyList<TextRun> Left, IReadOnlyList<TextRun> Right, bool IsRough)
{
    /// <summary>What is told of such lines.</summary>
    public const string RoughNote = "In very long lines all between the first and the last difference is marked.";
}

/// <summary>Marks the words that changed inside of lines. What it does is bounded, for one line and for all lines that one of these is asked for.</summary>
public sealed class WordDiff
{
    /// <summary>Words of a line, without what both begin and end with.</summary>
    private const int MostWords = 2_000;

    /// <summary>More signs in a row tell something on their own.</summary>
    private const int LongestGap = 2;

    private long _stepsLeft = 64_000_000;

    /// <summary>Two lines that differ, beside each other. Where only the end of the line tells them apart, the end is shown.</summary>
    public ComparedLine Compare(string left, string right, bool isIgnored = false)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (shownLeft, shownRight) = (left.TrimEnd('\r'), right.TrimEnd('\r'));
        if (shownLeft == shownRight)
        {
            (shownLeft, shownRight) = (left.Replace('\r', '␍'), right.Replace('\r', '␍'));
        }

        return new ComparedLine(ComparedSide.Changed, shownLeft, shownRight, isIgnored) { Marks = Mark(shownLeft, shownRight) };
    }

    /// <summary>The marks of two lines; null when they have too little in common for marks to tell anything.</summary>
    public LineMarks? Mark(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var start = LineWords.Start(left, right);
        var end = LineWords.End(left.AsSpan(start), right.AsSpan(start));
        var (leftMiddle, rightMiddle) = (left[start..^end], right[start..^end]);
        var found = Compare(leftMiddle, rightMiddle);
        var places = (found ?? [(..leftMiddle.Length, ..rightMiddle.Length)]).Select(place => Refined(leftMiddle, rightMiddle, place));
        var (leftRuns, rightRuns) = (new Runs(left, start), new Runs(right, start));
        foreach (var (l, r) in Joined(leftMiddle, places))
        {
            leftRuns.Change(l);
            rightRuns.Change(r);
        }

        return leftRuns.AreTelling || rightRuns.AreTelling ? new LineMarks(leftRuns.Finish(), rightRuns.Finish(), found is null) : null;
    }

    /// <summary>A place without what is alike at its start and end all the same.</summary>
    private static (Range Left, Range Right) Refined(string left, string right, (Range Left, Range Right) place)
    {
        var (start, end) = LineWords.Refine(left.AsSpan()[place.Left], right.AsSpan()[place.Right]);
        return (Without(place.Left), Without(place.Right));

        Range Without(Range range) => (range.Start.Value + start)..(range.End.Value - end);
    }

    /// <summary>The places that differ; null when there are too many words.</summary>
    private List<(Range Left, Range Right)>? Compare(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return [(..left.Length, ..right.Length)];
        }

        var (leftWords, rightWords) = (LineWords.Of(left, MostWords), LineWords.Of(right, MostWords));
        if (leftWords is null || rightWords is null || _stepsLeft < Steps(leftWords, rightWords))
        {
            return null;
        }

        _stepsLeft -= Steps(leftWords, rightWords);
        var found = Differ.Instance.CreateDiffs(left, right, ignoreWhiteSpace: false, ignoreCase: false, new Pieces(text => ReferenceEquals(text, left) ? leftWords : rightWords));
        return [.. Places(found, leftWords, rightWords)];
    }

    /// <summary>Two places with no word between them, just a blank or a sign, are one.</summary>
    private static List<(Range Left, Range Right)> Joined(string left, IEnumerable<(Range Left, Range Right)> places)
    {
        var joined = new List<(Range Left, Range Right)>();
        foreach (var place in places)
        {
            if (joined is [.., var last] && IsNoWord(left.AsSpan()[last.Left.End..place.Left.Start]))
            {
                joined[^1] = (last.Left.Start..place.Left.End, last.Right.Start..place.Right.End);
            }
            else
            {
                joined.Add(place);
            }
        }

        return joined;
    }

    private static bool IsNoWord(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character))
            {
                return false;
            }
        }

        return text.Length <= LongestGap || text.IsWhiteSpace();
    }

    /// <summary>What a comparison takes when nothing is alike.</summary>
    private static long Steps(IReadOnlyList<string> left, IReadOnlyList<string> right) => (long)(left.Count + right.Count) * (left.Count + right.Count);

    private static IEnumerable<(Range Left, Range Right)> Places(DiffResult found, IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var (leftEnds, rightEnds) = (Ends(left), Ends(right));
        return found.DiffBlocks.Select(block => (
            leftEnds[block.DeleteStartA]..leftEnds[block.DeleteStartA + block.DeleteCountA],
            rightEnds[block.InsertStartB]..rightEnds[block.InsertStartB + block.InsertCountB]));
    }

    /// <summary>Where each word begins, and the last one ends.</summary>
    private static int[] Ends(IReadOnlyList<string> words)
    {
        var ends = new int[words.Count + 1];
        for (var i = 0; i < words.Count; i++)
        {
            ends[i + 1] = ends[i] + words[i].Length;
        }

        return ends;
    }
}
