namespace TapeDeck.Engine.Index;

/// <summary>Which results are meant. All conditions must hold.</summary>
public sealed record ReplayResultFilter
{
    /// <summary>Plain text found in method, target, status or failure, any case; null or empty means any.</summary>
    public string? Text { get; init; }

    /// <summary>Only requests that got no complete response.</summary>
    public bool FailedOnly { get; init; }
}
