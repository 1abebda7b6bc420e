namespace TapeDeck.Client.Forms;

/// <summary>How a field is filled in.</summary>
public enum FieldControl
{
    Text,
    Secret,
    Check,
    Choice,
    Speed,
    Interface,
    Recording,
}

/// <summary>One of the values a field can have.</summary>
public sealed record FieldChoice(string Value, string Label)
{
    public bool IsDisabled { get; init; }
}

/// <summary>How a field looks, and what it says of itself.</summary>
public sealed record FieldLook
{
    public string? Hint { get; init; }

    public string? Placeholder { get; init; }

    public bool IsMono { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>Whether it is folded away until somebody asks for more.</summary>
    public bool IsAdvanced { get; init; }

    /// <summary>What to say while it is empty; null when it may be.</summary>
    public string? Missing { get; init; }
}

/// <summary>A field of a part of a plan: its place, and how text comes out of the part and goes into it.</summary>
/// <param name="Path">JSON pointer within the part, without the leading slash, such as <c>queue/capacity</c>; faults of it and of what is under it are the field's.</param>
/// <param name="Read">The text that stands in the field.</param>
/// <param name="Write">The part with that text in it; throws <see cref="FormatException"/>, in words for people, if it cannot be read.</param>
public sealed record PlanField(string Path, string Label, FieldControl Control, Func<object, string> Read, Func<object, string, object> Write, FieldLook Look)
{
    /// <summary>What a check box is when it is checked.</summary>
    public const string On = "true";

    /// <summary>What can be chosen, where that is known beforehand.</summary>
    public IReadOnlyList<FieldChoice> Choices { get; init; } = [];
}
