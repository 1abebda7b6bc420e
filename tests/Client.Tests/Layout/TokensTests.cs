using System.Text.RegularExpressions;
using MudBlazor;
using TapeDeck.Client.Layout;

namespace TapeDeck.Client.Tests.Layout;

public sealed class TokensTests
{
    private const double Readable = 4.5;
    private static readonly string[] s_grounds = ["bg", "surface", "surface-2", "surface-3", "accent-soft"];
    private static readonly string[] s_rows = ["surface", "surface-2", "accent-soft"];

    public static TheoryData<string> Themes => ["light", "dark"];

    [Theory]
    [MemberData(nameof(Themes))]
    public void Text_OnEveryGround_IsReadable(string theme)
    {
        var tokens = Tokens.Of(theme);
        var faint =
            from ink in new[] { "text", "text-2", "text-3" }
            from ground in s_grounds
            where tokens.Contrast(ink, ground) < Readable
            select $"{ink} on {ground}: {tokens.Contrast(ink, ground):0.00}";

        Assert.Empty(faint);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void MethodsAndStatuses_InPlainHoveredAndSelectedRows_AreReadable(string theme)
    {
        var tokens = Tokens.Of(theme);
        var faint =
            from ink in tokens.Colours.Keys.Where(name => name.StartsWith("m-", StringComparison.Ordinal) || name is "s2" or "s3" or "s4" or "s5" or "accent-ink")
            from ground in s_rows
            where tokens.Contrast(ink, ground) < Readable
            select $"{ink} on {ground}: {tokens.Contrast(ink, ground):0.00}";

        Assert.Empty(faint);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Chips_OnTheirSoftGround_AreReadable(string theme)
    {
        var tokens = Tokens.Of(theme);

        Assert.All(new[] { "s2", "s3", "s4", "s5" }, status => Assert.True(tokens.Contrast(status, status + "-soft") >= Readable, status));
        Assert.All(new[] { "accent", "accent-hover" }, accent => Assert.True(tokens.Contrast("on-accent", accent) >= Readable, accent));
        Assert.All(new[] { "j-str", "j-num", "j-lit" }, ink => Assert.True(tokens.Contrast(ink, "surface-2") >= Readable, ink));
        Assert.True(tokens.Contrast("surface", "s5") >= Readable);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Differences_OnTheirGrounds_AreReadable(string theme)
    {
        var tokens = Tokens.Of(theme);

        Assert.All(new[] { "del", "del-strong", "add", "add-strong" }, ground => Assert.True(tokens.Contrast("text", ground) >= Readable, ground));
        Assert.All(new[] { "del", "add" }, ground => Assert.True(tokens.Contrast("text-2", ground) >= Readable, ground));
    }

    [Fact]
    public void BothThemes_NameTheSameTokens() => Assert.Equal(Tokens.Of("light").Colours.Keys.Order(), Tokens.Of("dark").Colours.Keys.Order());

    [Theory]
    [MemberData(nameof(Themes))]
    public void AppTheme_ForMudBlazor_RepeatsTheTokens(string theme)
    {
        var tokens = Tokens.Of(theme);
        Palette palette = theme == "light" ? AppTheme.Theme.PaletteLight : AppTheme.Theme.PaletteDark;

        Assert.Equal(
            [tokens["bg"], tokens["surface"], tokens["text"], tokens["text-2"], tokens["line"], tokens["accent"], tokens["on-accent"], tokens["s2"], tokens["s4"], tokens["s5"], tokens["s3"]],
            new[]
            {
                palette.Background, palette.Surface, palette.TextPrimary, palette.TextSecondary, palette.LinesDefault, palette.Primary,
                palette.PrimaryContrastText, palette.Success, palette.Warning, palette.Error, palette.Info,
            }.Select(colour => colour.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex)));
    }

    [Theory]
    [InlineData("css/controls.css")]
    [InlineData("css/parts.css")]
    [InlineData("css/charts.css")]
    [InlineData("css/pages.css")]
    public void Stylesheets_BesideTheTokens_HaveNoColourOfTheirOwn(string name) =>
        Assert.DoesNotMatch(new Regex(@"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\("), Regex.Replace(Tokens.Stylesheet(name), "#[a-z][a-z-]+", ""));
}
