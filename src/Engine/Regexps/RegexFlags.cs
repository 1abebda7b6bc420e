namespace TapeDeck.Engine.Regexps;

/// <summary>The flags of Go's syntax: <c>(?imsU)</c>.</summary>
[Flags]
internal enum RegexFlags
{
    None = 0,
    FoldCase = 1,
    MultiLine = 2,
    DotAll = 4,
    Ungreedy = 8,
}
