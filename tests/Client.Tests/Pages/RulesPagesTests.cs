using System.Text;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Components;
using TapeDeck.Client.Pages.Replays;
using TapeDeck.Client.Pages.Rules;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;
using TapeDeck.Engine.Plans;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Pages;

public sealed class RulesPagesTests : PageTest
{
    private static readonly RulePlan s_allow = new(RuleKind.AllowUrl, Pattern: "^/api/");
    private static readonly RulePlan s_set = new(RuleKind.SetHeader, "X-Env", Value: "staging");

    [Fact]
    public void List_WithSets_ShowsDuplicatesAndDeletesThem()
    {
        RuleSets.Add("a", "Staging", s_allow, s_set);
        var page = Context.Render<RulesPage>();
        Assert.Equal("Staging", page.Find("tbody .row-name").TextContent);

        page.Find("[aria-label='Duplicate ‘Staging’']").Click();
        page.WaitForAssertion(() => Assert.Equal(["Staging", "Staging (copy)"], page.FindAll("tbody .row-name").Select(name => name.TextContent)));

        page.Find("[aria-label='Delete ‘Staging’']").Click();
        Dialogs.WaitForElement(".mud-dialog-actions .mud-button-outlined-error").Click();
        page.WaitForAssertion(() => Assert.Equal("Staging (copy)", Assert.Single(page.FindAll("tbody .row-name")).TextContent));
    }

    [Fact]
    public void Delete_RuleSet_AsksWithTheNameAndCanBeUndone()
    {
        RuleSets.Add("a", "Staging", s_allow, s_set);
        var page = Context.Render<RulesPage>();

        page.Find("[aria-label='Delete ‘Staging’']").Click();
        Dialogs.WaitForAssertion(() => Assert.Equal("Delete ‘Staging’?", Dialogs.Find(".dialog-title").TextContent));
        Assert.Contains("can be restored for 1 d", Dialogs.Find(".mud-dialog-content").TextContent, StringComparison.Ordinal);
        Assert.Empty(RuleSets.Trash);
        Dialogs.Find(".mud-dialog-actions .mud-button-outlined-error").Click();
        page.WaitForAssertion(() => Assert.Contains("‘Staging’ was deleted.", page.Find(".banner[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Deleted (1)", page.Find("[href='/rules/deleted']").TextContent, StringComparison.Ordinal);

        page.Find(".banner .link").Click();

        page.WaitForAssertion(() => Assert.Equal("Staging", page.Find("tbody .row-name").TextContent));
        Assert.Empty(page.FindAll(".banner, [href='/rules/deleted']"));
    }

    [Fact]
    public async Task Editor_CardMovedByMouse_TakesItsNewPlaceAndNoOther()
    {
        RuleSets.Add("a", "Staging", s_allow, s_set, s_set with { Name = "X-Other" });
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".rules > li").Count));
        var editor = page.FindComponent<RulesEditor>();

        await editor.InvokeAsync(() => editor.Instance.Moved(0, 2));
        page.WaitForAssertion(() => Assert.Equal("^/api/", page.Find("[aria-label='Regular expression of rule 3']").GetAttribute("value")));
        Assert.False(Save(page).HasAttribute("disabled"));

        await editor.InvokeAsync(() => editor.Instance.Moved(0, 3)); // the list is shorter than the browser thought
        Assert.Equal(["X-Env", "X-Other"], page.FindAll("[aria-label^='Name of rule']").Select(name => name.GetAttribute("value")));
    }

    [Fact]
    public async Task Editor_ButtonsPressedAgainBeforeTheCardsAreDrawn_DoNoMoreThanTheyCan()
    {
        RuleSets.Add("a", "Staging", s_allow, s_set, s_set with { Name = "X-Other" });
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".rules > li").Count));
        var (second, last) = (page.FindComponents<RuleCard>()[1].Instance, page.FindComponents<RuleCard>()[2].Instance);

        await page.InvokeAsync(() => second.OnMove.InvokeAsync((second.Rule, -1)));
        await page.InvokeAsync(() => second.OnMove.InvokeAsync((second.Rule, -1)));
        await page.InvokeAsync(() => last.OnRemove.InvokeAsync(last.Rule));
        await page.InvokeAsync(() => last.OnRemove.InvokeAsync(last.Rule));
        await page.InvokeAsync(() => last.OnMove.InvokeAsync((last.Rule, -1)));
        await page.InvokeAsync(() => last.OnDuplicate.InvokeAsync(last.Rule));

        Assert.Equal(["X-Env"], page.FindAll("[aria-label^='Name of rule']").Select(name => name.GetAttribute("value")));
        Assert.Equal(2, page.FindAll(".rules > li").Count);
        Assert.Equal("X-Env", page.Find("[aria-label='Name of rule 1']").GetAttribute("value"));
    }

    [Fact]
    public void Deleted_RuleSets_CanBeRestoredOrPurged()
    {
        RuleSets.Trash.Add(RuleSets.Add("a", "Staging", s_allow) with { DeletedAt = DateTimeOffset.UnixEpoch });
        RuleSets.Trash.Add(RuleSets.Add("b", "Canary", s_set) with { DeletedAt = DateTimeOffset.UnixEpoch });
        RuleSets.Versions.Clear();
        var page = Context.Render<DeletedRuleSetsPage>();

        page.Find("[aria-label='Restore ‘Staging’']").Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        page.Find("[aria-label='Delete ‘Canary’ for ever']").Click();
        Dialogs.WaitForElement(".mud-dialog-actions .mud-button-outlined-error").Click();

        page.WaitForAssertion(() => Assert.Contains("Nothing to restore", page.Markup, StringComparison.Ordinal));
        Assert.Equal("a", Assert.Single(RuleSets.Versions).Id);
    }

    [Fact]
    public void Set_Opened_ShowsHitsAndWhatIsRewritten()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        RuleSets.Add("a", "Staging", s_allow, s_set);
        RuleSets.Preview = rules => FakeRuleSets.Counts(rules.Count, 3, new RuleSampleView(Message("GET /api HTTP/1.1\r\nHost: h\r\n\r\n"), Message("GET /api HTTP/1.1\r\nX-Env: staging\r\nHost: h\r\n\r\n"), "Its head does not end."));
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));

        page.WaitForAssertion(() => Assert.Equal(["never matches", "1,204"], page.FindAll(".hits").Select(hits => hits.TextContent)));
        Assert.Equal("r", Assert.Single(RuleSets.Previews).Recording);
        Assert.Equal("+X-Env: staging", page.Find(".diff .add").TextContent);
        Assert.Empty(page.FindAll(".diff .del"));
        Assert.Contains("Its head does not end.", page.Find("article .field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal(["13", "7", "3", "3", "0"], page.FindAll(".preview-counts dd").Select(count => count.TextContent));
    }

    [Fact]
    public void Set_Changed_IsPreviewedOnceThePersonPausesAndSavedAsTheNextVersion()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        RuleSets.Add("a", "Staging", s_allow, s_set);
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));
        page.WaitForAssertion(() => Assert.Single(RuleSets.Previews));
        Assert.True(Save(page).HasAttribute("disabled"));

        page.Find("[aria-label='Move rule 2 up']").Click();
        page.Find("[aria-label='Value of rule 1']").Change("test");
        Assert.Single(RuleSets.Previews);
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal([s_set with { Value = "test" }, s_allow], RuleSets.Previews[^1].Rules));
        Assert.Equal(2, RuleSets.Previews.Count);

        Save(page).Click();
        page.WaitForAssertion(() => Assert.Equal(2, RuleSets.Versions.Count));
        Assert.Equal([s_set with { Value = "test" }, s_allow], RuleSets.Versions[1].Rules);
        page.Find("#version").Change("1");
        page.WaitForAssertion(() => Assert.Equal([s_allow, s_set], RuleSets.Previews[^1].Rules));
        Assert.False(Save(page).HasAttribute("disabled"));
    }

    [Fact]
    public void Set_LeftWithChanges_AsksFirst()
    {
        Change("a", "/rules/a");
        Navigation.NavigateTo("/rules/a?recording=r"); // another recording to try them on
        Assert.Empty(Dialogs.FindAll(".mud-dialog-actions"));

        Navigation.NavigateTo("/rules");
        Dialogs.WaitForElement("[data-leave]").Click();
        Dialogs.WaitForAssertion(() => Assert.Empty(Dialogs.FindAll(".mud-dialog-actions")));
        Assert.EndsWith("/rules/a?recording=r", Navigation.Uri, StringComparison.Ordinal);
    }

    private void Change(string id, string address)
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        RuleSets.Add(id, "Staging", s_allow, s_set);
        Navigation.NavigateTo(address);
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, id));
        page.WaitForElement("[aria-label='Value of rule 2']").Change("test");
    }

    [Fact]
    public void Set_SavedBySomebodyElseMeanwhile_CanBeLoadedAndSavedOn()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        RuleSets.Add("a", "Staging", s_allow, s_set);
        var page = Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "a"));
        page.WaitForElement("[aria-label='Value of rule 2']").Change("mine");
        RuleSets.Add("a", "Staging", s_allow);

        Save(page).Click();
        page.WaitForAssertion(() => Assert.Contains("meanwhile", page.Markup, StringComparison.Ordinal));
        page.WaitForElement("#version").Change("2");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-label='Value of rule 2']")));
        page.Find("[aria-label='Regular expression of rule 1']").Change("^/v2");
        Save(page).Click();
        page.WaitForAssertion(() => Assert.Equal(3, RuleSets.Versions.Count));
    }

    [Fact]
    public void Set_FaultyRule_IsMarkedAndNotSaved()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        var page = Context.Render<NewRuleSetPage>();
        page.Find("#name").Change("Mine");
        page.FindAll("button").Single(button => button.TextContent.Contains("Add rule", StringComparison.Ordinal) && !button.TextContent.Contains("gor", StringComparison.Ordinal)).Click();
        RuleSets.Faults.Add(new PlanFault("/rules/0/pattern", "A regular expression is needed."));
        page.Find("[aria-label='Regular expression of rule 1']").Change("(");
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("A regular expression is needed.", page.Find("#rule-0-pattern-error").TextContent, StringComparison.Ordinal));
        Assert.Contains("The rules have a fault.", page.Find(".preview").TextContent, StringComparison.Ordinal);
        Assert.True(Save(page).HasAttribute("disabled"));
    }

    [Fact]
    public void Set_GorOptions_AddTheirRules()
    {
        Commands.Pasted = new PastedPlan(new Plan { Rules = [s_allow] }, [], []);
        var page = Context.Render<NewRuleSetPage>();
        page.FindAll("button").Single(button => button.TextContent.Contains("Add from gor options", StringComparison.Ordinal)).Click();
        Dialogs.WaitForElement("#options").Input("--http-allow-url ^/api/");
        Dialogs.Find("#paste-rules").Submit();

        page.WaitForAssertion(() => Assert.Equal("^/api/", page.Find("[aria-label='Regular expression of rule 1']").GetAttribute("value")));
    }

    [Fact]
    public void Set_Unknown_SaysSo() => Assert.Contains(
        "There is no such rule set.", Context.Render<RuleSetPage>(parameters => parameters.Add(set => set.Id, "gone")).Markup, StringComparison.Ordinal);

    [Fact]
    public void NewReplay_WithRules_HasThem()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("r", "Evening peak"));
        RuleSets.Add("a", "Staging", s_allow);
        Navigation.NavigateTo("/replays/new?rules=a");
        var page = Context.Render<NewReplayPage>();

        page.WaitForAssertion(() => Assert.Equal("^/api/", page.Find("[aria-label='Regular expression of rule 1']").GetAttribute("value")));
        page.Find("[aria-label='Insert a rule set']").Change("a");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".rules > li").Count));
    }

    private static AngleSharp.Dom.IElement Save<T>(IRenderedComponent<T> page)
        where T : RuleSetPage =>
        page.FindAll("button").Single(button => button.TextContent.Contains("Save rule set", StringComparison.Ordinal));

    private static Record Message(string text) => new() { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = Encoding.ASCII.GetBytes(text) };
}
