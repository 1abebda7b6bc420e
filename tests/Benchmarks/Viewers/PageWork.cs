namespace TapeDeck.Benchmarks.Viewers;

/// <summary>What the main thread of a page did, as Chromium counts it: seconds of processor time, and how often it laid out.</summary>
internal sealed record PageWork(double All, double Script, double Style, double Layout, double Layouts)
{
    public PageWork Per(double seconds) => new(All / seconds, Script / seconds, Style / seconds, Layout / seconds, Layouts / seconds);

    public PageWork Since(PageWork before) => new(All - before.All, Script - before.Script, Style - before.Style, Layout - before.Layout, Layouts - before.Layouts);

    public override string ToString() => $"{All * 1000:0} ms of a second; script {Script * 1000:0}, style {Style * 1000:0}, layout {Layout * 1000:0} in {Layouts:0.0} layouts";
}
