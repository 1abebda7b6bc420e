namespace TapeDeck.Client.Navigation;

/// <summary>What keys can ask for.</summary>
public enum ShortcutId
{
    Dashboard,
    Captures,
    Recordings,
    Rules,
    Replays,
    ShowKeys,
    Search,
    SearchLetter,
    Next,
    NextArrow,
    Previous,
    PreviousArrow,
    Open,
    GoTo,
    Close,
    CopyCurl,
    PreviousTab,
    NextTab,
    Mark,
    NextDifference,
    PreviousDifference,
    Pause,
}

/// <summary>One shortcut: the keys as the browser names them, pressed one after the other; with <c>Ctrl-</c> before the letter that is pressed together with Ctrl.</summary>
public sealed record Shortcut(ShortcutId Id, string Group, string Description, params IReadOnlyList<string> Keys)
{
    /// <summary>The one list of shortcuts: the browser listens for these and the help shows these.</summary>
    public static IReadOnlyList<Shortcut> All { get; } =
    [
        new(ShortcutId.Dashboard, "Go to", "Dashboard", "g", "d"),
        new(ShortcutId.Captures, "Go to", "Captures", "g", "c"),
        new(ShortcutId.Recordings, "Go to", "Recordings", "g", "r"),
        new(ShortcutId.Rules, "Go to", "Rules", "g", "u"),
        new(ShortcutId.Replays, "Go to", "Replays", "g", "p"),
        new(ShortcutId.Next, "Lists", "Next row", "j"),
        new(ShortcutId.NextArrow, "Lists", "Next row", "ArrowDown"),
        new(ShortcutId.Previous, "Lists", "Previous row", "k"),
        new(ShortcutId.PreviousArrow, "Lists", "Previous row", "ArrowUp"),
        new(ShortcutId.Open, "Lists", "Open the row at the top, or go to the details", "Enter"),
        new(ShortcutId.GoTo, "Lists", "Go to a row or a time", "Ctrl-g"),
        new(ShortcutId.Search, "Lists", "Filter", "/"),
        new(ShortcutId.SearchLetter, "Lists", "Filter", "q"),
        new(ShortcutId.PreviousTab, "Details", "Previous tab", "["),
        new(ShortcutId.NextTab, "Details", "Next tab", "]"),
        new(ShortcutId.CopyCurl, "Details", "Copy as cURL", "y"),
        new(ShortcutId.Mark, "Details", "Mark to compare, or compare with the marked one", "m"),
        new(ShortcutId.NextDifference, "Comparison", "Next difference", "n"),
        new(ShortcutId.PreviousDifference, "Comparison", "Previous difference", "p"),
        new(ShortcutId.Close, "Details", "Close", "Escape"),
        new(ShortcutId.Pause, "Live stream", "Pause or resume the view", " "),
        new(ShortcutId.ShowKeys, "Everywhere", "All keys", "?"),
    ];

    /// <summary>A key as people know it.</summary>
    public static string Label(string key) => key switch
    {
        " " => "Space",
        "Escape" => "Esc",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        ['C', 't', 'r', 'l', '-', .. var letter] => $"Ctrl {letter.ToUpperInvariant()}",
        _ => key,
    };
}
