namespace TapeDeck.Client.Ports;

/// <summary>What people put on a recording.</summary>
/// <param name="IsPinned">Whether retention leaves it alone.</param>
/// <param name="Tags">Short words, none twice.</param>
/// <param name="Note">Any text.</param>
public sealed record RecordingLabels(bool IsPinned, IReadOnlyList<string> Tags, string Note)
{
    public static RecordingLabels None { get; } = new(false, [], "");
}

/// <summary>What is to be changed of a recording; null for no change.</summary>
public sealed record RecordingEdit
{
    public string? Name { get; init; }

    public bool? IsPinned { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Note { get; init; }
}
