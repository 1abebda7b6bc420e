using System.Text;
using System.Text.Unicode;

namespace TapeDeck.Client.Bodies;

/// <summary>What a line of a message before and after is.</summary>
public enum DiffSide
{
    /// <summary>On both sides.</summary>
    Same,

    /// <summary>Only before.</summary>
    Removed,

    /// <summary>Only after.</summary>
    Added,
}

/// <summary>One line of a message before and after.</summary>
/// <param name="Runs">The line, cut where changes begin and end; null when it is as a whole what its side says.</param>
public sealed record DiffLine(DiffSide Side, string Text, IReadOnlyList<TextRun>? Runs = null);

/// <summary>Lines one below the other.</summary>
/// <param name="First">The place of the first in the whole.</param>
/// <param name="IsFolded">Whether so many are the same that they are shown when asked for.</param>
public sealed record DiffStretch(int First, IReadOnlyList<DiffLine> Lines, bool IsFolded);

/// <summary>A message before and after, line by line as on the wire.</summary>
/// <param name="Stretches">All lines, in order.</param>
/// <param name="Note">What the lines do not show; null for nothing.</param>
public sealed record MessageDiff(IReadOnlyList<DiffStretch> Stretches, string? Note)
{
    /// <summary>Same lines around a change that stay in view.</summary>
    private const int Context = 3;

    /// <summary>Fewer are not worth folding.</summary>
    private const int LeastFolded = 8;

    public static MessageDiff Nothing { get; } = new([], null);

    public static MessageDiff Of(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var (old, now) = (Lines(before, out var isOldCut), Lines(after, out var isNowCut));
        var compared = new ComparedPart("Message", new LineDiff(new WordDiff()).Of(old, now));
        string?[] notes = [isOldCut || isNowCut ? MessageComparison.Bound : null, compared.Rough > 0 ? LineMarks.RoughNote : null];
        var lines = Below(compared.Lines);
        return new MessageDiff([.. Stretched(lines)], string.Join(' ', notes.OfType<string>()) is { Length: > 0 } note ? note : null);
    }

    /// <summary>Lines beside each other, put below each other: of what changed in one place, first what went.</summary>
    private static List<DiffLine> Below(IReadOnlyList<ComparedLine> compared)
    {
        var lines = new List<DiffLine>();
        var come = new List<DiffLine>();
        foreach (var line in compared)
        {
            if (line.Side == ComparedSide.Same)
            {
                lines.AddRange(come);
                come.Clear();
                lines.Add(new DiffLine(DiffSide.Same, line.Left!));
                continue;
            }

            lines.AddRange(line.Left is { } gone ? [new DiffLine(DiffSide.Removed, gone, line.Marks?.Left)] : []);
            come.AddRange(line.Right is { } here ? [new DiffLine(DiffSide.Added, here, line.Marks?.Right)] : []);
        }

        lines.AddRange(come);
        while (lines is [.., { Side: DiffSide.Same, Text: "" }])
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static IEnumerable<DiffStretch> Stretched(List<DiffLine> lines)
    {
        for (var at = 0; at < lines.Count;)
        {
            var isSame = lines[at].Side == DiffSide.Same;
            var end = lines.FindIndex(at, line => line.Side == DiffSide.Same != isSame) is >= 0 and var next ? next : lines.Count;
            var (from, to) = (at + (at > 0 ? Context : 1), end - (end < lines.Count ? Context : 0)); // the start line is always in view
            if (isSame && to - from >= LeastFolded)
            {
                yield return new DiffStretch(at, lines[at..from], false);
                yield return new DiffStretch(from, lines[from..to], true);
                yield return new DiffStretch(to, lines[to..end], false);
            }
            else
            {
                yield return new DiffStretch(at, lines[at..end], false);
            }

            at = end;
        }
    }

    private static string[] Lines(ReadOnlySpan<byte> message, out bool isCut)
    {
        var start = message[..Math.Min(MessageComparison.MostBytes, message.Length)];
        var text = Utf8.IsValid(start) ? Encoding.UTF8.GetString(start) : Encoding.Latin1.GetString(start);
        var lines = Controls(text).Split('\n');
        isCut = start.Length < message.Length || lines.Length > MessageComparison.MostLines;
        return lines[..Math.Min(MessageComparison.MostLines, lines.Length)];
    }

    /// <summary>Characters that cannot be seen, by their pictures.</summary>
    private static string Controls(string text) => string.Create(text.Length, text, (shown, all) =>
    {
        for (var i = 0; i < all.Length; i++)
        {
            shown[i] = all[i] switch
            {
                '\t' or '\n' or '\r' => all[i],
                < ' ' => (char)('␀' + all[i]),
                '\u007f' => '␡',
                _ => all[i],
            };
        }
    });
}
