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
    ChooseNext,
    ChooseNextArrow,
    ChoosePrevious,
    ChoosePreviousArrow,
    ChooseRow,
    ChooseAll,
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

/// <summary>One shortcut: the keys as the browser names them, pressed one after the other; with <c>Ctrl-</c> before the letter that is pressed together with Ctrl, and <c>Shift-</c> before an arrow.</summary>
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
        new(ShortcutId.ChooseNext, "Lists", "Choose down to the next row", "J"),
        new(ShortcutId.ChooseNextArrow, "Lists", "Choose down to the next row", "Shift-ArrowDown"),
        new(ShortcutId.ChoosePrevious, "Lists", "Choose up to the row before", "K"),
        new(ShortcutId.ChoosePreviousArrow, "Lists", "Choose up to the row before", "Shift-ArrowUp"),
        new(ShortcutId.ChooseRow, "Lists", "Choose the row too, or let go of it", "x"),
        new(ShortcutId.ChooseAll, "Lists", "Choose all rows", "Ctrl-a"),
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
        new(ShortcutId.Close, "Details", "Stop waiting for a list, let go of chosen rows, or close", "Escape"),
        new(ShortcutId.Pause, "Live stream", "Pause or resume the view", " "),
        new(ShortcutId.ShowKeys, "Everywhere", "All keys", "?"),
    ];

    /// <summary>The keys as one word, as pages tell them to the browser: <c>g+c</c>, <c>Space</c>.</summary>
    public string Name => string.Join('+', Keys).Replace(" ", "Space", StringComparison.Ordinal);

    /// <summary>A key as people know it.</summary>
    public static string Label(string key) => key switch
    {
        " " => "Space",
        "Escape" => "Esc",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        "Shift-ArrowDown" => "Shift ↓",
        "Shift-ArrowUp" => "Shift ↑",
        [>= 'A' and <= 'Z'] => $"Shift {key}",
        ['C', 't', 'r', 'l', '-', .. var letter] => $"Ctrl {letter.ToUpperInvariant()}",
        _ => key,
    };
}
