using DiffPlex;
using DiffPlex.Model;

namespace TapeDeck.Client.Bodies;

/// <summary>Two texts in lines beside each other, by their longest common sequence.</summary>
/// <param name="words">Marks what changed inside of lines.</param>
public sealed class LineDiff(WordDiff words)
{
    /// <summary>The lines of both, in order. Lines that went and lines that came at the same place stand beside each other, like beside like.</summary>
    public IReadOnlyList<ComparedLine> Of(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var lines = new List<ComparedLine>();
        int i = 0, j = 0;
        foreach (var block in Blocks(left, right))
        {
            AddSame(left, i, block.DeleteStartA, lines);
            (i, j) = (block.DeleteStartA + block.DeleteCountA, block.InsertStartB + block.InsertCountB);
            lines.AddRange(LinePairs.Of([.. left.Take(block.DeleteStartA..i)], [.. right.Take(block.InsertStartB..j)]).Select(Compared));
        }

        AddSame(left, i, left.Count, lines);
        return lines;
    }

    private static IReadOnlyList<DiffBlock> Blocks(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == 0 || right.Count == 0
            ? [new DiffBlock(0, left.Count, 0, right.Count)]
            : [.. Differ.Instance.CreateDiffs(string.Join('\n', left), string.Join('\n', right), ignoreWhiteSpace: false, ignoreCase: false, new Pieces(text => text.Split('\n'))).DiffBlocks];

    private static void AddSame(IReadOnlyList<string> left, int from, int to, List<ComparedLine> lines) =>
        lines.AddRange(left.Take(from..to).Select(line => line.TrimEnd('\r')).Select(line => new ComparedLine(ComparedSide.Same, line, line)));

    private ComparedLine Compared((string? Left, string? Right) pair) => pair switch
    {
        (null, { } right) => new ComparedLine(ComparedSide.RightOnly, null, right.TrimEnd('\r')),
        ({ } left, null) => new ComparedLine(ComparedSide.LeftOnly, left.TrimEnd('\r'), null),
        ({ } left, { } right) => words.Compare(left, right),
        _ => throw new ArgumentException("A pair of lines has one at least.", nameof(pair)),
    };
}
