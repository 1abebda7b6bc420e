using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using TapeDeck.Client.Pages.Recordings;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Pages;

public sealed class RecordingsPageTests : PageTest
{
    [Fact]
    public void Page_WithRecordings_ListsThem()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak", 4_812_906));
        Recordings.Recordings.Add(FakeRecordings.Recording("b", "Broken", 3, RecordingState.Damaged));

        var rows = Context.Render<RecordingsPage>().FindAll("tbody tr");

        Assert.Contains("4,812,906", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Damaged", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Byte 48,211,904", rows[1].QuerySelector("td:nth-child(2)")!.GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("/api/v1/recordings/a/content", rows[0].QuerySelector("a[download]")!.GetAttribute("href"));
    }

    [Fact]
    public void Filter_Typed_IsInTheAddress()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));
        Recordings.Recordings.Add(FakeRecordings.Recording("b", "Morning"));
        var page = Context.Render<RecordingsPage>();

        page.Find("#recordings-filter").Input("MORN");

        Assert.EndsWith("?q=MORN", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("Morning", Assert.Single(page.FindAll("tbody .row-name")).TextContent);
    }

    [Fact]
    public void Filter_HidingAll_SaysHowManyItHides()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));
        var page = Context.Render<RecordingsPage>();

        page.Find("#recordings-filter").Input("xyz");

        Assert.Equal("The filter hides 1 recording.", page.Find(".state .say").TextContent);
    }

    [Fact]
    public void Delete_AsksWithTheNameAndTheSizeFirst()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak", 12));
        var page = Context.Render<RecordingsPage>();

        page.Find("[aria-label='Delete ‘Evening peak’']").Click();

        Dialogs.WaitForAssertion(() => Assert.Equal("Delete ‘Evening peak’?", Dialogs.Find(".dialog-title").TextContent));
        Assert.Contains("12 exchanges", Dialogs.Find(".mud-dialog-content").TextContent, StringComparison.Ordinal);
        Assert.Empty(Recordings.Deleted);
        Dialogs.Find(".mud-dialog-actions .mud-button-outlined-error").Click();
        page.WaitForAssertion(() => Assert.Equal(["a"], Recordings.Deleted));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tbody tr")));
    }

    [Fact]
    public void Import_OfWhatIsNoRecording_SaysWhy()
    {
        Recordings.Importing = name => Answer<RecordingView>.Refused($"{name} is no .gor file: no header line in the first 4,096 bytes.");
        var page = Context.Render<RecordingsPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("hello", "notes.gor"));

        page.WaitForAssertion(() => Assert.Contains("notes.gor is no .gor file", page.Find(".uploads .field-error").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Import_OfARecording_ListsIt()
    {
        var page = Context.Render<RecordingsPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("1 a 1 0\n", "evening.gor"));

        page.WaitForAssertion(() => Assert.Equal("evening.gor", page.Find("tbody .row-name").TextContent));
        Assert.Empty(page.FindAll(".uploads"));
    }
}
