using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks every match of a pattern.</summary>
internal sealed record TextMask(ByteRegex Pattern, Mask Mask)
{
    /// <summary>Whether there is anything to be masked.</summary>
    public bool IsIn(ReadOnlyMemory<byte> text) => Pattern.IsMatch(text.Span);

    /// <summary>The text with its matches masked; the same bytes when there is none.</summary>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> text) => IsIn(text) ? Pattern.Replace(text.Span, Mask.Apply) : text;
}
