using System.Text;

namespace TapeDeck.Client.Forms;

/// <summary>A program and its arguments in one line: words with spaces in them stand in quotes.</summary>
internal static class CommandWords
{
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(word =>
        word.Length > 0 && !word.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or '\'') ? word : $"'{word.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'"));

    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var letter in text)
        {
            if (letter == quote)
            {
                quote = null;
            }
            else if (quote is null && letter is '"' or '\'')
            {
                (quote, word) = (letter, word ?? new StringBuilder());
            }
            else if (quote is null && char.IsWhiteSpace(letter))
            {
                Take();
            }
            else
            {
                (word ??= new StringBuilder()).Append(letter);
            }
        }

        if (quote is not null)
        {
            throw new FormatException($"The quote {quote} is not closed.");
        }

        Take();
        return words;

        void Take()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }
}
