using System.Text.Json;
using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What other programs recorded is brought into the library, labelled, deleted and taken back.</summary>
public sealed class ImportTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Import_ArchiveOfChromium_HoldsWhatTheBrowserAskedFor()
    {
        var path = _folder.File("visit.har");
        await Dashboard.Browser.RecordHarAsync(path, new Uri(Dashboard.Server.Url, "/login"));
        using var har = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        var asked = har.RootElement.GetProperty("log").GetProperty("entries").EnumerateArray()
            .Select(entry => new Uri(entry.GetProperty("request").GetProperty("url").GetString()!).PathAndQuery).ToList();
        Assert.Contains("/login", asked);

        await GoAsync("/recordings");
        await ImportField.SetInputFilesAsync(path);
        await Link("visit").ClickAsync();
        await Expect(Page.Locator(".grid-row")).ToHaveCountAsync(asked.Count);
        foreach (var target in asked)
        {
            await Expect(Page.Locator(".grid-row").Filter(new() { HasText = target }).First).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Import_DroppedFile_IsTakenIn()
    {
        await GoAsync("/recordings");
        await Expect(ImportField).ToBeAttachedAsync();
        await Page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File(['127.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /dropped HTTP/1.1" 200 5 "-" "curl"\n'], "dropped.log"));
              document.querySelector("main .panel, main [data-drop] *").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(Link("dropped")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Recording_LabelledAndDeleted_IsFoundByTagAndTakenBack()
    {
        await GoAsync("/recordings");
        await ImportField.SetInputFilesAsync(new FilePayload
        {
            Name = "labelled.log", MimeType = "text/plain", Buffer = """127.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5"""u8.ToArray(),
        });
        await Button("Edit ‘labelled’").ClickAsync();
        await Field("Tags").FillAsync("weekly");
        await Field("Note").FillAsync("kept for the audit");
        await Button("Save changes").ClickAsync();
        await Button("weekly").ClickAsync();
        await Expect(Page.GetByText("kept for the audit")).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"/recordings\?q=weekly$"));

        await Button("Delete ‘labelled’").ClickAsync();
        await Button("Delete recording").ClickAsync();
        await Expect(Page.GetByText("The filter hides")).ToBeVisibleAsync();
        await GoAsync("/recordings/deleted");
        await Button("Restore ‘labelled’").ClickAsync();
        await Expect(Button("Restore ‘labelled’")).ToHaveCountAsync(0);
        await GoAsync("/recordings?q=weekly");
        await Expect(Link("labelled")).ToBeVisibleAsync();
    }
}
