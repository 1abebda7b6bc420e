using Bunit;
using TapeDeck.Client.Components;
using TapeDeck.Client.Layout;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Pages;
using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Pages.Dashboard;
using TapeDeck.Client.Pages.Recordings;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Pages.Settings;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Layout;

public sealed class MainLayoutTests() : PageTest(withProviders: false)
{
    public static TheoryData<Type> Pages =>
        [typeof(DashboardPage), typeof(CapturesPage), typeof(NewCapturePage), typeof(RecordingsPage), typeof(ReplaysPage), typeof(NewReplayPage), typeof(SettingsPage), typeof(NotFoundPage)];

    [Fact]
    public void KeysDialog_ShowsExactlyTheShortcutsThereAre()
    {
        var layout = Context.Render<MainLayout>();
        _ = layout.InvokeAsync(() => Shortcuts.PressAsync(ShortcutId.ShowKeys));

        var shown = layout.WaitForElements("[data-shortcut]").Select(entry => entry.GetAttribute("data-shortcut"));

        Assert.Equal(Shortcut.All.Select(shortcut => shortcut.Id.ToString()).Order(), shown.Order());
    }

    [Fact]
    public async Task Keys_GThenALetter_GoToThePages()
    {
        _ = Context.Render<MainLayout>();

        foreach (var (id, path) in new[] { (ShortcutId.Captures, "/captures"), (ShortcutId.Recordings, "/recordings"), (ShortcutId.Replays, "/replays"), (ShortcutId.Dashboard, "/") })
        {
            await Context.Renderer.Dispatcher.InvokeAsync(() => Shortcuts.PressAsync(id));
            Assert.Equal(path, new Uri(Navigation.Uri).AbsolutePath);
        }
    }

    [Fact]
    public void Keys_OfAPart_StandInThePageAsLongAsThePartIsThere()
    {
        var layout = Context.Render<MainLayout>();
        Assert.Equal("g+d g+c g+r g+u g+p ?", layout.WaitForElement("#keys").GetAttribute("data-keys"));

        using (Shortcuts.On(ShortcutId.Pause, () => Task.CompletedTask))
        {
            Assert.Equal("g+d g+c g+r g+u g+p Space ?", layout.Find("#keys").GetAttribute("data-keys"));
        }

        Assert.Equal("g+d g+c g+r g+u g+p ?", layout.Find("#keys").GetAttribute("data-keys"));
    }

    [Fact]
    public async Task Pressed_ByName_RunsWhatAnswers()
    {
        var layout = Context.Render<MainLayout>();
        var pressed = 0;
        using var part = Shortcuts.On(ShortcutId.Pause, () => Task.FromResult(pressed++));

        await layout.InvokeAsync(() => layout.Instance.Pressed("Space"));

        Assert.Equal(1, pressed);
    }

    [Fact]
    public void Rail_WithRunningSessions_CountsThem()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "One"));
        Runs.Runs.Add(FakeRuns.Capture("c2", "Two"));

        var layout = Context.Render<MainLayout>();

        layout.WaitForAssertion(() => Assert.Equal("2", Assert.Single(layout.FindAll(".rail-badge")).TextContent));
    }

    [Fact]
    public void Shell_HasLandmarksAndASkipLink()
    {
        var layout = Context.Render<MainLayout>();

        Assert.Equal("Main", layout.Find("nav").GetAttribute("aria-label"));
        Assert.Equal("-1", layout.Find("main#main").GetAttribute("tabindex"));
        Assert.Equal("#main", layout.Find("a.skip").GetAttribute("href"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryPage_HasOneHeadingAndATitleOfItsOwn(Type page)
    {
        var rendered = Context.Render(builder =>
        {
            builder.OpenComponent(0, page);
            builder.CloseComponent();
        });

        Assert.Single(rendered.FindAll("h1"));
        Assert.Single(rendered.FindComponents<Microsoft.AspNetCore.Components.Web.PageTitle>());
    }

    [Fact]
    public void RunningSessions_OnThePageOfTheOnlyOne_AreNotRepeated()
    {
        Runs.Runs.Add(FakeRuns.Capture("c1", "One"));
        var layout = Context.Render<MainLayout>();
        layout.WaitForElement(".rail-badge");

        Assert.NotEmpty(Context.Render<RunningSessions>().FindAll(".running-chip"));
        Assert.Empty(Context.Render<RunningSessions>(parameters => parameters.Add(sessions => sessions.Except, "c1")).FindAll(".running-chip"));
    }
}
