using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Components;
using TapeDeck.Client.Pages.Captures;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Pages.Rules;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Forms;

/// <summary>What is filled in while a page is drawn again counts: no field gets another handler by that (see <see cref="BoundInput"/>).</summary>
public sealed class FieldHandlerTests : PageTest
{
    private static readonly string[] s_events = ["blazor:onchange", "blazor:oninput"];

    [Fact]
    public void Capture_ChangedInOneField_KeepsTheHandlersOfAll()
    {
        var page = Context.Render<NewCapturePage>();
        page.FindAll(".part-add button")[1].Click();
        page.Find("form .rules-area + button").Click();

        ExpectSameHandlers(page, () => page.Find("#name").Change("Evening"));
    }

    [Fact]
    public void Replay_ChangedInOneField_KeepsTheHandlersOfAll()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("evening", "Evening peak", 14_000));
        Navigation.NavigateTo("/replays/new?recording=evening");
        var page = Context.Render<NewReplayPage>();
        page.FindAll("button").Single(button => button.TextContent == "Custom").Click();

        ExpectSameHandlers(page, () => page.Find("#name").Change("Evening"));
    }

    [Fact]
    public void RuleSet_ChangedInOneField_KeepsTheHandlersOfAll()
    {
        RuleSets.Add("a", "Staging", new RulePlan(RuleKind.AllowUrl, Pattern: "^/api/"), new RulePlan(RuleKind.SetHeader, "X-Env", Value: "staging"));
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".rules > li").Count));

        ExpectSameHandlers(page, () => page.Find("#rules-1-value").Change("canary"));
    }

    private static void ExpectSameHandlers<TPage>(IRenderedComponent<TPage> page, Action change)
        where TPage : IComponent
    {
        var before = Handlers(page);
        Assert.True(before.Count > 5, string.Join('\n', before));

        change();

        Assert.Equal(before, Handlers(page));
    }

    private static List<string> Handlers<TPage>(IRenderedComponent<TPage> page)
        where TPage : IComponent =>
        [.. from field in page.FindAll("input, select, textarea")
            from name in s_events
            where field.HasAttribute(name)
            select string.Create(CultureInfo.InvariantCulture, $"{field.Id ?? field.GetAttribute("aria-label")} {name} {field.GetAttribute(name)}")];
}
