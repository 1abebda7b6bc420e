using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>Files are brought into the library; what is none is refused, what is damaged is kept as far as it can be read.</summary>
public sealed class UploadTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Upload_FileThatIsNoRecording_IsRefusedWithTheReason()
    {
        await UploadAsync("holiday.gor", "this is a letter\nand no recording\n"u8.ToArray());
        var refused = Page.GetByRole(AriaRole.Region, new() { Name = "Importing" }).GetByRole(AriaRole.Alert);
        await Expect(refused).ToContainTextAsync("It is no .gor file");
        await Button("Remove from the list").ClickAsync();
        await Expect(refused).ToHaveCountAsync(0);
        await Expect(Link("holiday")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Upload_TruncatedRecording_IsDamagedAndShowsWhatIsWhole()
    {
        var whole = await DownloadSampleAsync();
        await UploadAsync("broken-off.gor", whole[..(whole.Length / 2)]);
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "broken-off" });
        await Expect(row).ToContainTextAsync("Damaged");
        await row.GetByRole(AriaRole.Link, new() { Name = "broken-off", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".damages summary")).ToContainTextAsync("1 damaged place in the file");
        await Expect(Page.Locator(".grid-row").First).ToContainTextAsync("/page/1");
    }

    [Fact]
    public async Task Upload_WholeRecording_HoldsTheSameExchanges()
    {
        await UploadAsync("brought-along.gor", await DownloadSampleAsync());
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "brought-along" });
        await Expect(row).ToContainTextAsync("Healthy");
        await Expect(await CellAsync(row, "Exchanges")).ToHaveTextAsync($"{SampleTraffic.Count}");
    }

    /// <summary>As a person gets it: by the link on the recording's page.</summary>
    private async Task<byte[]> DownloadSampleAsync()
    {
        await GoAsync($"/recordings/{await Dashboard.SampleAsync()}");
        var download = await Page.RunAndWaitForDownloadAsync(() => Link("Download").ClickAsync());
        Assert.Equal("Sample.gor", download.SuggestedFilename);
        return await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }

    private async Task UploadAsync(string name, byte[] content)
    {
        var path = _folder.File(name);
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        await GoAsync("/recordings");
        await (await ImportFieldAsync()).SetInputFilesAsync(path);
    }
}
