namespace TapeDeck.Engine.Rules;

/// <summary>What stands in place of a masked value.</summary>
internal enum MaskMethod
{
    /// <summary>Three asterisks.</summary>
    Redact,

    /// <summary>The same 16 hexadecimal digits for the same value, so that values can still be told apart.</summary>
    Hash,

    /// <summary>Other letters for letters and other digits for digits, the same ones for the same value; all else stays.</summary>
    Shape,
}
