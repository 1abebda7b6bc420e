using Bunit;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Tests.Pages;

public sealed class SavedViewTests : PageTest
{
    public SavedViewTests() => Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));

    [Fact]
    public void Menu_WithoutAFilter_HasNothingToSave()
    {
        Assert.True(Open("").Find(".views-menu .save").HasAttribute("disabled"));
    }

    [Fact]
    public void Filter_Saved_IsInTheMenuAndIsTheOneInView()
    {
        var page = Open("?q=path:/login&from=1773770406000&to=1773770415000&ep=GET%20a%20/b&order=-latency");
        page.Find(".views-menu .save").Click();
        Dialogs.Find("#view-name").Input("Logins");
        Dialogs.Find("#save-view").Submit();

        var kept = Assert.Single(Views.Views).Content;
        Assert.Equal(new SavedViewEdit("Logins", "path:/login", (1773770406000_000_000, 1773770415000_000_000), new EndpointKey("GET", "a", "/b"), new ExchangeSortKey(ExchangeColumn.Latency, Descends: true)), kept);
        page.WaitForAssertion(() => Assert.Contains("Logins", page.Find(".views-menu [aria-current]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void View_Chosen_TakesThePlaceOfTheFilter()
    {
        Views.Views.Add(new SavedView("1", default, new SavedViewEdit("Server errors", "status:5xx", Sort: new ExchangeSortKey(ExchangeColumn.Time, Descends: true))));
        var page = Open("?q=path:/login&from=1773770406000&to=1773770415000&top=90");

        page.Find(".views-menu .view .menu-item").Click();

        Assert.EndsWith("?order=-time&q=status%3A5xx", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("status:5xx", Recordings.Queries[^1].Query.Text);
    }

    [Fact]
    public void View_OfATakenName_IsRefusedInTheDialog()
    {
        Views.Views.Add(new SavedView("1", default, new SavedViewEdit("Mine", "status:5xx")));
        Open("?q=path:/login").Find(".views-menu .save").Click();
        Dialogs.Find("#view-name").Input("Mine");
        Dialogs.Find("#save-view").Submit();

        Assert.Equal("true", Dialogs.Find("#view-name").GetAttribute("aria-invalid"));
        Assert.Contains("There is one.", Dialogs.Find("#view-name-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void View_Renamed_KeepsWhatItShowsUnlessToldOtherwise()
    {
        Views.Views.Add(new SavedView("1", default, new SavedViewEdit("Mine", "status:5xx")));
        var page = Open("?q=path:/login");
        page.Find("[aria-label='Change view ‘Mine’']").Click();
        Dialogs.Find("#view-name").Input("Ours");
        Dialogs.Find("#save-view").Submit();
        Assert.Equal(new SavedViewEdit("Ours", "status:5xx"), Assert.Single(Views.Views).Content);

        page.WaitForElement("[aria-label='Change view ‘Ours’']").Click();
        Dialogs.Find("#view-replace").Change(true);
        Dialogs.Find("#save-view").Submit();
        Assert.Equal(new SavedViewEdit("Ours", "path:/login"), Assert.Single(Views.Views).Content);
    }

    [Fact]
    public void View_Deleted_AfterAQuestionIsGone()
    {
        Views.Views.Add(new SavedView("1", default, new SavedViewEdit("Mine", "status:5xx")));
        var page = Open("");
        page.Find("[aria-label='Delete view ‘Mine’']").Click();
        Assert.Single(Views.Views);
        Dialogs.FindAll(".mud-dialog button").Single(button => button.TextContent.Contains("Delete view", StringComparison.Ordinal)).Click();

        Assert.Empty(Views.Views);
        page.WaitForAssertion(() => Assert.Contains("No view is saved yet", page.Find(".views-menu").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<ExchangesPage> Open(string query)
    {
        Navigation.NavigateTo($"/recordings/a{query}");
        return Context.Render<ExchangesPage>(parameters => parameters.Add(page => page.Id, "a"));
    }
}
