namespace TapeDeck.Client.Bodies;

/// <summary>Which of the lines that went became which of those that came: in their order, so that as much as can be stays alike.</summary>
public static class LinePairs
{
    /// <summary>More pairs than these to choose from are taken one after the other instead.</summary>
    private const int MostChoices = 40_000;

    /// <summary>How much of a line says whether it is like another.</summary>
    private const int Looked = 200;

    /// <summary>Lines less alike than this, in hundredths, have nothing to do with each other.</summary>
    private const int Alike = 30;

    public static IEnumerable<(string? Left, string? Right)> Of(string[] left, string[] right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int i = 0, j = 0;
        foreach (var (l, r) in Matches(left, right).Append((left.Length, right.Length)))
        {
            // What has nothing like it stands beside what has nothing like it.
            for (; i < l || j < r; i++, j++)
            {
                yield return (i < l ? left[i] : null, j < r ? right[j] : null);
            }

            (i, j) = (l, r);
            if (l < left.Length)
            {
                yield return (left[i++], right[j++]);
            }
        }
    }

    private static List<(int Left, int Right)> Matches(string[] left, string[] right)
    {
        var matches = new List<(int Left, int Right)>();
        if ((long)left.Length * right.Length > MostChoices)
        {
            return matches;
        }

        var (alike, best) = Table(left, right);
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (alike[i, j] >= Alike && best[i, j] == best[i + 1, j + 1] + alike[i, j])
            {
                matches.Add((i++, j++));
            }
            else if (best[i, j] == best[i + 1, j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return matches;
    }

    /// <summary>How alike each pair is, and the most likeness that the ends from each pair on can have.</summary>
    private static (int[,] Alike, int[,] Best) Table(string[] left, string[] right)
    {
        var (alike, best) = (new int[left.Length, right.Length], new int[left.Length + 1, right.Length + 1]);
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                alike[i, j] = Likeness(left[i], right[j]);
                var paired = alike[i, j] >= Alike ? best[i + 1, j + 1] + alike[i, j] : 0;
                best[i, j] = Math.Max(paired, Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }

        return (alike, best);
    }

    /// <summary>How much of the longer one both begin and end with, in hundredths.</summary>
    private static int Likeness(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var most = Math.Min(Math.Max(left.Length, right.Length), 2 * Looked);
        var start = left[..Math.Min(Looked, left.Length)].CommonPrefixLength(right[..Math.Min(Looked, right.Length)]);
        left = left[start..];
        right = right[start..];
        var end = 0;
        while (end < Looked && end < Math.Min(left.Length, right.Length) && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        return most == 0 ? 100 : Math.Min(100, 100 * (start + end) / most);
    }
}
