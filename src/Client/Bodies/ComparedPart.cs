namespace TapeDeck.Client.Bodies;

/// <summary>How two lines beside each other relate.</summary>
public enum ComparedSide
{
    Same,

    /// <summary>Both are there and differ.</summary>
    Changed,

    LeftOnly,

    RightOnly,
}

/// <summary>Two lines beside each other.</summary>
/// <param name="Side">How they relate.</param>
/// <param name="Left">Null where the left has none.</param>
/// <param name="Right">Null where the right has none.</param>
/// <param name="IsIgnored">Whether it differs from one exchange to the next by its nature, and counts for nothing.</param>
public sealed record ComparedLine(ComparedSide Side, string? Left, string? Right, bool IsIgnored = false)
{
    /// <summary>What of two that differ is otherwise; null where they have too little in common, or where there is one only.</summary>
    public LineMarks? Marks { get; init; }

    public bool IsDifference => Side != ComparedSide.Same && !IsIgnored;
}

/// <summary>A part of two messages: start line, headers or body.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Lines">In order.</param>
/// <param name="Note">What the lines do not show; null for nothing.</param>
public sealed record ComparedPart(string Title, IReadOnlyList<ComparedLine> Lines, string? Note = null)
{
    /// <summary>Lines so long that everything between their first and last difference is marked.</summary>
    public int Rough => Lines.Count(line => line.Marks is { IsRough: true });
}
