using Bunit;
using TapeDeck.Client.Pages.Settings;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class SettingsPageTests : PageTest
{
    [Fact]
    public void Token_Made_ShowsItsSecretOnce()
    {
        var page = Context.Render<SettingsPage>();

        page.Find("#token-name").Change("CI");
        page.Find("form.new-token").Submit();

        Assert.StartsWith("td_", page.Find(".secret .command").TextContent, StringComparison.Ordinal);
        Assert.Equal("CI", page.Find("tbody td").TextContent);
        Assert.Empty(Context.Render<SettingsPage>().FindAll(".secret"));
    }

    [Fact]
    public void Token_WithoutName_IsRefusedUnderTheField()
    {
        var page = Context.Render<SettingsPage>();

        page.Find("form.new-token").Submit();

        Assert.Contains("needs a name", page.Find("#token-name-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(Tokens.Tokens);
    }

    [Fact]
    public void Token_Revoked_AfterTheQuestion_IsGone()
    {
        Tokens.Tokens.Add(FakeTokens.Token("t1", "laptop"));
        var page = Context.Render<SettingsPage>();

        page.Find("[aria-label='Revoke ‘laptop’']").Click();
        Dialogs.WaitForElement(".mud-dialog-actions .mud-button-outlined-error").Click();

        page.WaitForAssertion(() => Assert.Empty(Tokens.Tokens));
    }

    [Fact]
    public void About_OfTheProgram_IsShown() => Assert.Contains("/var/lib/tapedeck", Context.Render<SettingsPage>().Find(".about").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Theme_Chosen_IsKeptByTheBrowser()
    {
        Context.JSInterop.Setup<bool>("tapedeck.setTheme", "dark").SetResult(true);
        var page = Context.Render<SettingsPage>();

        page.FindAll("[role=radio]").Single(radio => radio.TextContent == "Dark").Click();

        Assert.Equal("true", page.FindAll("[role=radio]").Single(radio => radio.TextContent == "Dark").GetAttribute("aria-checked"));
        Assert.True(page.Instance.Viewer.IsDark);
    }
}
