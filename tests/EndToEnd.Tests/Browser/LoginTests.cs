using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>The one-time link signs one browser in, once.</summary>
public sealed class LoginTests(Dashboard dashboard)
{
    [Fact]
    public async Task OneTimeLink_SignsInOnce_AndTheTokenAloneDoesToo()
    {
        await using var server = await ServedProgram.StartAsync();
        var first = await dashboard.Browser.OpenAsync(server.Url);
        await first.GotoAsync("/recordings");
        await Expect(first).ToHaveURLAsync(new Regex("/login\\?ReturnUrl="));
        await first.GotoAsync(server.LoginUrl.ToString());
        await Expect(first.Locator("h1")).ToHaveTextAsync("Dashboard");
        await first.ReloadAsync();
        await Expect(first.Locator("h1")).ToHaveTextAsync("Dashboard");

        var second = await dashboard.Browser.OpenAsync(server.Url);
        await second.GotoAsync(server.LoginUrl.ToString());
        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("it was used already");

        var fresh = await server.PrintLoginUrlAsync();
        await second.GotoAsync("/recordings");
        await second.GetByLabel("One-time token").FillAsync(fresh.Query.Split('=')[1]);
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(second.Locator("h1")).ToHaveTextAsync("Recordings");
        await Task.WhenAll(first.Context.DisposeAsync().AsTask(), second.Context.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task SignOut_InOneTab_EndsTheOthersToo()
    {
        await using var server = await ServedProgram.StartAsync();
        var tab = await dashboard.Browser.OpenAsync(server.Url);
        await tab.GotoAsync(server.LoginUrl.ToString());
        await Expect(tab.Locator("h1")).ToHaveTextAsync("Dashboard");
        var other = await tab.Context.NewPageAsync();
        await other.GotoAsync("/recordings?q=shoes");
        await Expect(other.Locator("#keys")).ToBeAttachedAsync();

        await tab.GetByRole(AriaRole.Button, new() { Name = "Signed in as owner" }).ClickAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign out of this browser" }).ClickAsync();
        await Expect(tab.GetByLabel("One-time token")).ToBeVisibleAsync();
        await Expect(other.GetByLabel("One-time token")).ToBeVisibleAsync();
        await Expect(other).ToHaveURLAsync(new Regex("/login\\?ReturnUrl=%2Frecordings"));
        await tab.Context.DisposeAsync();
    }
}
