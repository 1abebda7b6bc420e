using System.Text;

namespace TapeDeck.Client.Bodies;

/// <summary>What a line of a comparison is.</summary>
public enum DiffSide
{
    /// <summary>On both sides.</summary>
    Same,

    /// <summary>Only before.</summary>
    Removed,

    /// <summary>Only after.</summary>
    Added,
}

/// <summary>One line of a comparison.</summary>
public sealed record DiffLine(DiffSide Side, string Text);

/// <summary>Two messages compared line by line, by the longest common sequence.</summary>
public static class LineDiff
{
    private const int MostLines = 400;
    private const int LongestLine = 2_000;

    /// <summary>The lines of both, in order; what is beyond a bound is left out on both sides.</summary>
    public static IReadOnlyList<DiffLine> Of(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) => Of(Lines(before), Lines(after));

    /// <summary>The lines of both, in order. Takes time and memory of their product.</summary>
    public static IReadOnlyList<DiffLine> Of(string[] old, string[] now)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(now);
        var common = Common(old, now);
        var result = new List<DiffLine>();
        int i = 0, j = 0;
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                result.Add(new DiffLine(DiffSide.Same, old[i++]));
                j++;
            }
            else if (i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                result.Add(new DiffLine(DiffSide.Removed, old[i++]));
            }
            else
            {
                result.Add(new DiffLine(DiffSide.Added, now[j++]));
            }
        }

        return result;
    }

    /// <summary>Lengths of the longest common sequences of the ends from each pair of lines on.</summary>
    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static string[] Lines(ReadOnlySpan<byte> text) =>
        [.. Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostLines * LongestLine)]).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')
            .Take(MostLines).Select(line => line.Length > LongestLine ? line[..LongestLine] : line)];
}
