using System.Text;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Query;

/// <summary>What a text is asked. Texts are bytes, as on the wire; what a person typed stands for its UTF-8.</summary>
internal abstract record TextMatch
{
    public abstract bool IsMatch(ReadOnlySpan<byte> text);

    /// <summary>A text of the summary, which has one character a byte.</summary>
    public bool IsMatch(string text)
    {
        var bytes = text.Length <= 1024 ? stackalloc byte[text.Length] : new byte[text.Length];
        Encoding.Latin1.GetBytes(text, bytes);
        return IsMatch(bytes);
    }

    /// <summary>Found anywhere, any case.</summary>
    public sealed record Contains : TextMatch
    {
        private readonly FoldedSearch _search;

        public Contains(string text) => _search = new FoldedSearch(Folded = CaseFolding.Fold(Encoding.UTF8.GetBytes(text)));

        /// <summary>What is looked for, in lower case.</summary>
        public byte[] Folded { get; }

        public override bool IsMatch(ReadOnlySpan<byte> text) => _search.IsIn(text);
    }

    /// <summary>The whole text, in this case.</summary>
    public sealed record Exact(byte[] Text) : TextMatch
    {
        public override bool IsMatch(ReadOnlySpan<byte> text) => text.SequenceEqual(Text);
    }

    /// <summary>The whole text, in this case, with anything where parts meet.</summary>
    public sealed record Wildcard(IReadOnlyList<byte[]> Parts) : TextMatch
    {
        public override bool IsMatch(ReadOnlySpan<byte> text)
        {
            if (text.Length < Parts[0].Length + Parts[^1].Length || !text.StartsWith(Parts[0]) || !text.EndsWith(Parts[^1]))
            {
                return false;
            }

            var middle = text[Parts[0].Length..^Parts[^1].Length];
            foreach (var part in Parts.Skip(1).SkipLast(1))
            {
                var at = middle.IndexOf(part);
                if (at < 0)
                {
                    return false;
                }

                middle = middle[(at + part.Length)..];
            }

            return true;
        }
    }

    /// <summary>A regular expression that matches anywhere.</summary>
    public sealed record Pattern(string Text, ByteRegex Regex) : TextMatch
    {
        public override bool IsMatch(ReadOnlySpan<byte> text) => Regex.IsMatch(text);
    }
}
