using Superpower.Display;

namespace TapeDeck.Engine.Query;

/// <summary>The words of a query.</summary>
internal enum QueryToken
{
    [Token(Example = "(")]
    Open,

    [Token(Example = ")")]
    Close,

    [Token(Example = "and")]
    And,

    [Token(Example = "or")]
    Or,

    /// <summary>A minus sign in front of a term, or the word.</summary>
    [Token(Example = "not")]
    Not,

    /// <summary>A field with its operator, such as <c>latency&gt;=</c>.</summary>
    [Token(Description = "condition")]
    Head,

    /// <summary>A run of characters without blanks, brackets and quotes.</summary>
    [Token(Description = "value")]
    Word,

    /// <summary>Text in double quotes.</summary>
    [Token(Description = "quoted value")]
    Quoted,
}
