using System.Globalization;
using System.Text.RegularExpressions;

namespace TapeDeck.Client.Tests.Layout;

/// <summary>The colours of a theme as they stand in <c>wwwroot/app.css</c>.</summary>
internal sealed partial class Tokens
{
    private readonly Dictionary<string, string> _colours;

    private Tokens(Dictionary<string, string> colours) => _colours = colours;

    public IReadOnlyDictionary<string, string> Colours => _colours;

    public string this[string name] => _colours[name];

    public static string Stylesheet(string name) => File.ReadAllText(Path.Combine(WebRoot(), name));

    public static Tokens Of(string theme)
    {
        var css = Stylesheet("app.css");
        var start = css.IndexOf($"[data-theme=\"{theme}\"] {{", StringComparison.Ordinal);
        var block = css[start..css.IndexOf('}', start)];
        return new Tokens(Declaration().Matches(block).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value));
    }

    /// <summary>WCAG 2.2 contrast ratio.</summary>
    public double Contrast(string ink, string ground)
    {
        var (a, b) = (Luminance(this[ink]), Luminance(this[ground]));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (i * 2), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static string WebRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TapeDeck.slnx")))
            {
                return Path.Combine(folder.FullName, "wwwroot");
            }
        }

        throw new DirectoryNotFoundException("The repository's root was not found above the tests.");
    }

    [GeneratedRegex(@"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")]
    private static partial Regex Declaration();
}
