using Bunit;
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
        Assert.Contains("can be restored for 1 d", Dialogs.Find(".mud-dialog-content").TextContent, StringComparison.Ordinal);
        Assert.Empty(Recordings.Trash);
        Dialogs.Find(".mud-dialog-actions .mud-button-outlined-error").Click();
        page.WaitForAssertion(() => Assert.Equal("a", Assert.Single(Recordings.Trash).Id));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tbody tr")));

        page.Find(".banner .link").Click();

        page.WaitForAssertion(() => Assert.Equal("Evening peak", page.Find("tbody .row-name").TextContent));
        Assert.Empty(page.FindAll(".banner"));
    }

    [Fact]
    public void Edit_NameTagsNote_AreSaved()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak", 12));
        var page = Context.Render<RecordingsPage>();

        page.Find("[aria-label='Edit ‘Evening peak’']").Click();
        Dialogs.WaitForElement("#recording-name").Input("Morning");
        Dialogs.Find("#recording-tags").Input(" checkout, nightly ,");
        Dialogs.Find("#recording-note").Change("before the change");
        Dialogs.Find("#edit-recording").Submit();

        page.WaitForAssertion(() => Assert.Equal("Morning", page.Find("tbody .row-name").TextContent));
        Assert.Equal(["checkout", "nightly"], page.FindAll("tbody .tag").Select(tag => tag.TextContent));
        Assert.Contains("before the change", page.Find("tbody td").TextContent, StringComparison.Ordinal);

        page.FindAll("tbody .tag")[1].Click();

        Assert.EndsWith("?q=nightly", Navigation.Uri, StringComparison.Ordinal);
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public void Edit_NoName_CannotBeSaved()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak", 12));
        var page = Context.Render<RecordingsPage>();

        page.Find("[aria-label='Edit ‘Evening peak’']").Click();
        Dialogs.WaitForElement("#recording-name").Input(" ");

        Assert.Equal("A recording needs a name.", Dialogs.Find("#recording-name-error").TextContent.Trim());
        Assert.True(Dialogs.Find("[form=edit-recording]").HasAttribute("disabled"));
    }

    [Fact]
    public void Pin_Pressed_IsShown()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak", 12));
        var page = Context.Render<RecordingsPage>();

        page.Find("[aria-label='Pin ‘Evening peak’']").Click();

        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[aria-label='Pin ‘Evening peak’']").GetAttribute("aria-pressed")));
    }

    [Fact]
    public void Deleted_Recordings_CanBeRestoredOrPurged()
    {
        Recordings.Trash.Add(FakeRecordings.Recording("a", "Evening peak", 12) with { DeletedAt = DateTimeOffset.UnixEpoch });
        Recordings.Trash.Add(FakeRecordings.Recording("b", "Morning", 3) with { DeletedAt = DateTimeOffset.UnixEpoch });
        Assert.Contains("Deleted (2)", Context.Render<RecordingsPage>().Find("[href='/recordings/deleted']").TextContent, StringComparison.Ordinal);
        var page = Context.Render<DeletedRecordingsPage>();

        page.Find("[aria-label='Restore ‘Evening peak’']").Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        page.Find("[aria-label='Delete ‘Morning’ for ever']").Click();
        Dialogs.WaitForElement(".mud-dialog-actions .mud-button-outlined-error").Click();

        page.WaitForAssertion(() => Assert.Contains("Nothing to restore", page.Markup, StringComparison.Ordinal));
        Assert.Equal("a", Assert.Single(Recordings.Recordings).Id);
    }

    [Fact]
    public void Uploads_OnTheirWayAndRefused_ShowHowTheyStand()
    {
        Uploads.Uploads.Add(FakeUploads.Upload("a", "half.gor", UploadState.Receiving));
        Uploads.Uploads.Add(FakeUploads.Upload("b", "sending.gor", UploadState.Receiving) with { IsConnected = true });
        Uploads.Uploads.Add(FakeUploads.Upload("c", "whole.pcap", UploadState.Importing));
        Uploads.Uploads.Add(FakeUploads.Upload("d", "done.gor", UploadState.Imported));
        Uploads.Uploads.Add(FakeUploads.Upload("e", "letter.gor", UploadState.Refused, refusal: "It is no .gor file."));
        var page = Context.Render<RecordingsPage>();

        var shown = page.FindAll(".uploads li").Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            ["half.gor 40 % of 100 B · waiting for the rest: choose the file again to go on", "sending.gor 40 % of 100 B", "whole.pcap Looking into it", "letter.gorIt is no .gor file."], shown);
        page.Find("[aria-label='Remove ‘letter.gor’']").Click();
        page.Find("[aria-label='Give up ‘half.gor’']").Click();
        Assert.Equal(["b", "c", "d"], Uploads.Uploads.Select(upload => upload.Id));
    }

    [Fact]
    public async Task Uploads_ManyRefused_LeaveTheListTogether()
    {
        Uploads.Uploads.Add(FakeUploads.Upload("a", "letter.gor", UploadState.Refused, refusal: "It is no .gor file."));
        Uploads.Uploads.Add(FakeUploads.Upload("b", "sending.gor", UploadState.Receiving) with { IsConnected = true });
        var page = Context.Render<RecordingsPage>();
        Assert.DoesNotContain("Remove all", page.Find(".uploads").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.UploadFailed("huge.gor", "The file is larger than is allowed."));
        await page.FindAll(".uploads button").Single(button => button.TextContent.Contains("Remove all 2 refused", StringComparison.Ordinal)).ClickAsync(new());

        Assert.Single(page.FindAll(".uploads li"));
        Assert.Equal("b", Assert.Single(Uploads.Uploads).Id);
    }

    [Fact]
    public async Task Uploads_ThatTheBrowserGaveUp_AreNamedWithTheReason()
    {
        var page = Context.Render<RecordingsPage>();
        await page.InvokeAsync(() => page.Instance.UploadFailed("huge.gor", "The file is larger than is allowed."));
        await page.InvokeAsync(() => page.Instance.UploadsWaiting(2));

        Assert.Contains("The file is larger", page.Find(".uploads [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("2 more files will be sent after that.", page.Find(".uploads").TextContent, StringComparison.Ordinal);
        await page.Find("[aria-label='Remove ‘huge.gor’']").ClickAsync(new());
        Assert.Empty(page.FindAll(".uploads"));
    }
}
