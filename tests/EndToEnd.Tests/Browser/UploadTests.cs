using System.IO.Compression;
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
        ExpectedStatus = 422;
        await UploadAsync("holiday.gor", "this is a letter\nand no recording\n"u8.ToArray());
        var refused = Page.GetByRole(AriaRole.Region, new() { Name = "Importing" }).GetByRole(AriaRole.Alert);
        await Expect(refused).ToContainTextAsync("It is no .gor file");
        await Button("Remove ‘holiday.gor’").ClickAsync();
        await Expect(refused).ToHaveCountAsync(0);
        await Expect(Link("holiday")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Upload_ManyFilesRefused_LeaveRoomForTheList()
    {
        ExpectedStatus = 422;
        await DownloadSampleAsync();
        await GoAsync("/recordings");
        await Expect(Page.Locator("tbody tr").First).ToBeVisibleAsync();
        await ImportField.SetInputFilesAsync(Enumerable.Range(0, 20).Select(number => new FilePayload { Name = $"letter-{number}.gor", MimeType = "text/plain", Buffer = "no recording"u8.ToArray() }));
        var importing = Page.GetByRole(AriaRole.Region, new() { Name = "Importing" });
        await Expect(importing.GetByRole(AriaRole.Alert)).ToHaveCountAsync(20);
        var (above, list) = (await importing.BoundingBoxAsync(), await Page.GetByRole(AriaRole.Region, new() { Name = "All recordings" }).BoundingBoxAsync());
        Assert.True(list!.Height > above!.Height, $"{above.Height} pixels of refused files leave {list.Height} for the list");

        await Button("Remove all 20 refused").ClickAsync();
        await Expect(importing).ToHaveCountAsync(0);
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
    public async Task Upload_PackedRecordingWithWrongChecksum_IsDamagedAndShowsAllOfIt()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Records.Bytes(Records.Requests(20)), TestContext.Current.CancellationToken);
        }

        var content = packed.ToArray();
        content[^8] ^= 1;
        await UploadAsync("checksum.gor.gz", content);
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "checksum" });
        await Expect(row).ToContainTextAsync("Damaged");
        await Expect(await CellAsync(row, "Exchanges")).ToHaveTextAsync("20");
        await row.GetByRole(AriaRole.Link, new() { Name = "checksum", Exact = true }).ClickAsync();
        await Page.Locator(".damages summary").ClickAsync();
        await Expect(Page.Locator(".damages")).ToContainTextAsync("The compressed data is damaged");
        await Expect(Page.Locator(".grid-row").First).ToContainTextAsync("/0");
    }

    [Fact]
    public async Task Upload_WholeRecording_HoldsTheSameExchanges()
    {
        await UploadAsync("brought-along.gor", await DownloadSampleAsync());
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "brought-along" });
        await Expect(row).ToContainTextAsync("Healthy");
        await Expect(await CellAsync(row, "Exchanges")).ToHaveTextAsync($"{SampleTraffic.Count}");
    }

    [Fact]
    public async Task Upload_BrokenOffAndChosenAgain_SendsOnlyTheRest()
    {
        const int piece = 8 << 20;
        var content = Records.Bytes(Enumerable.Range(0, 20_000).Select(number => Records.Response(number, 200, new string('x', 1_000))));
        Assert.InRange(content.Length, (2 * piece) + 1, 3 * piece);
        var begun = new TaskCompletionSource();
        var pieces = 0;
        await Page.RouteAsync("**/api/v1/uploads/*", async route =>
        {
            if (route.Request.Method == "PATCH" && Interlocked.Increment(ref pieces) == 2)
            {
                begun.TrySetResult(); // the second piece is never sent
                return;
            }

            await route.ContinueAsync();
        });
        await UploadAsync("long-way.gor", content);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });

        var offsets = new List<string?>();
        await GoAsync("/recordings");
        await Expect(Page.GetByRole(AriaRole.Region, new() { Name = "Importing" })).ToContainTextAsync("choose the file again to go on");
        Page.Request += (_, request) => offsets.AddRange(request.Method == "PATCH" ? [request.Headers["upload-offset"]] : []);
        await ImportField.SetInputFilesAsync(_folder.File("long-way.gor"));
        var row = Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "long-way" });
        await Expect(row).ToContainTextAsync("Healthy");
        Assert.Equal([$"{piece}", $"{2 * piece}"], offsets);
        await Expect(Page.GetByRole(AriaRole.Region, new() { Name = "Importing" })).ToHaveCountAsync(0);
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
        await ImportField.SetInputFilesAsync(path);
    }
}
