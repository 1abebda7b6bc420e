namespace TapeDeck.Client.Components;

/// <summary>The program's icons: strokes on a 24 × 24 field.</summary>
public static class Glyph
{
    public const string Dashboard = "<path d=\"M3 13h7V3H3zM14 9h7V3h-7zM14 21h7v-9h-7zM3 21h7v-4H3z\"/>";
    public const string Captures = "<circle cx=\"12\" cy=\"12\" r=\"3.2\"/><path d=\"M6.5 17.5a8 8 0 0 1 0-11M17.5 6.5a8 8 0 0 1 0 11\"/>";
    public const string Recordings = "<rect x=\"2.5\" y=\"5\" width=\"19\" height=\"14\" rx=\"2.5\"/><circle cx=\"8\" cy=\"12\" r=\"2.4\"/><circle cx=\"16\" cy=\"12\" r=\"2.4\"/><path d=\"M8 14.4h8\"/>";
    public const string Replays = "<path d=\"M4 12a8 8 0 1 0 2.6-5.9L4 8.5\"/><path d=\"M4 4v4.5h4.5\"/><path d=\"m10.5 9.2 4.3 2.8-4.3 2.8z\"/>";
    public const string Rules = "<path d=\"M4 6.5h16M7 12h10M10 17.5h4\"/>";
    public const string Help = "<circle cx=\"12\" cy=\"12\" r=\"8.5\"/><path d=\"M9.6 9.6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.7M12 16.6v.1\"/>";
    public const string Settings = "<circle cx=\"12\" cy=\"12\" r=\"3\"/><path d=\"M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1\"/>";
    public const string Search = "<circle cx=\"11\" cy=\"11\" r=\"6.5\"/><path d=\"m16 16 4.5 4.5\"/>";
    public const string Cross = "<path d=\"M6 6l12 12M18 6 6 18\"/>";
    public const string Compare = "<path d=\"M12 4v16M4 7h5M4 12h5M4 17h5M15 7h5M15 12h5M15 17h5\"/>";
    public const string Check = "<path d=\"m5 12.5 4.5 4.5L19 7.5\"/>";
    public const string Play = "<path d=\"M8 5.5v13l10-6.5z\"/>";
    public const string Pause = "<path d=\"M8 5.5v13M16 5.5v13\"/>";
    public const string Stop = "<rect x=\"6.5\" y=\"6.5\" width=\"11\" height=\"11\" rx=\"1.5\"/>";
    public const string Plus = "<path d=\"M12 5v14M5 12h14\"/>";
    public const string Trash = "<path d=\"M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5\"/>";
    public const string Pin = "<path d=\"M9 4.5h6l-.8 6 3.3 3H6.5l3.3-3zM12 13.5v6\"/>";
    public const string Pencil = "<path d=\"M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM14 7l3 3\"/>";
    public const string Scissors = "<circle cx=\"6.5\" cy=\"6.5\" r=\"2.6\"/><circle cx=\"6.5\" cy=\"17.5\" r=\"2.6\"/><path d=\"M8.7 8 19.5 18M8.7 16 19.5 6\"/>";
    public const string Download = "<path d=\"M12 4v11M8 11l4 4 4-4M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15\"/>";
    public const string Upload = "<path d=\"M12 15V4M8 8l4-4 4 4M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15\"/>";
    public const string Copy = "<rect x=\"8.5\" y=\"8.5\" width=\"11\" height=\"11\" rx=\"2\"/><path d=\"M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2\"/>";
    public const string Terminal = "<rect x=\"3.5\" y=\"5\" width=\"17\" height=\"14\" rx=\"2\"/><path d=\"m7.5 9.5 3 2.5-3 2.5M12.5 15h4\"/>";
    public const string Chevron = "<path d=\"m9 6 6 6-6 6\"/>";
    public const string Down = "<path d=\"m6 9 6 6 6-6\"/>";
    public const string Grip = "<path d=\"M9 6v.1M9 12v.1M9 18v.1M15 6v.1M15 12v.1M15 18v.1\"/>";
    public const string Up = "<path d=\"m6 15 6-6 6 6\"/>";
    public const string Alert = "<path d=\"M12 4.5 21 19.5H3zM12 10v4M12 16.6v.1\"/>";
    public const string Warning = "<circle cx=\"12\" cy=\"12\" r=\"8.5\"/><path d=\"M12 7.5V13M12 16.2v.1\"/>";
    public const string Unplugged = "<path d=\"M3 3l18 18M8.5 8.9a6.5 6.5 0 0 0 1.2 9L12 15.6M15.4 12.2l2.3-2.3a6.5 6.5 0 0 0-8.2-2\"/>";
    public const string Key = "<circle cx=\"8\" cy=\"15\" r=\"4\"/><path d=\"m11 12 8.5-8.5M16 7l3 3\"/>";
    public const string Live = "<circle cx=\"12\" cy=\"12\" r=\"5\"/>";
    public const string Empty = "<path d=\"M3.5 13.5 6 5.5h12l2.5 8v5h-17zM3.5 13.5h5l1 2h5l1-2h5\"/>";
    public const string Clock = "<circle cx=\"12\" cy=\"12\" r=\"8.5\"/><path d=\"M12 7.2V12l3.2 2\"/>";
    public const string Bookmark = "<path d=\"M7 4.5h10v15l-5-4-5 4z\"/>";
    public const string Person = "<circle cx=\"12\" cy=\"8.5\" r=\"3.7\"/><path d=\"M4.8 20c.7-3.6 3.6-5.4 7.2-5.4s6.5 1.8 7.2 5.4\"/>";
    public const string SignOut = "<path d=\"M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M15 8l4 4-4 4M19 12H9.5\"/>";
    public const string Ledger = "<path d=\"M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4\"/>";
}
