using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>The server is killed while it records; nothing that was on disk is lost.</summary>
public sealed class KillTests(Dashboard dashboard)
{
    private const int Flushed = 200;

    [Fact]
    public async Task Kill_WhileRecording_LeavesAnInterruptedCaptureAndAUsableRecording()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var server = await ServedProgram.StartAsync();
        var api = await server.ApiAsync();
        var capture = await api.StartCaptureAsync("Interrupted", site.Port);
        await Curl.SendAsync($"{site.Url}flushed/[1-{Flushed}]");
        var file = Directory.GetFiles(Path.Combine(server.DataDirectory, "recordings"), "*.gor", SearchOption.AllDirectories).Single();
        await server.Process.WaitUntilAsync(() => File.ReadAllText(file).Contains($"nginx /flushed/{Flushed}\n", StringComparison.Ordinal), "the flush of a second");
        await Curl.SendAsync($"{site.Url}perhaps/[1-500]");
        await server.Process.SignalAsync("KILL");
        Assert.Equal(137, await server.Process.WaitForExitAsync());

        await server.RestartAsync();
        var run = (await api.GetAsync($"/captures/{capture}")).Expect(200).Json.GetProperty("status");
        Assert.Equal("interrupted", run.GetProperty("state").GetString());
        var recording = run.GetProperty("recordingId").GetString()!;
        var count = (await api.WaitForIndexAsync(recording)).GetProperty("exchanges").GetInt32();
        Assert.InRange(count, Flushed, Flushed + 500);
        var first = (await api.GetAsync($"/recordings/{recording}/exchanges?limit={Flushed}")).Expect(200).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(Enumerable.Range(1, Flushed).Select(i => $"/flushed/{i}"), first.Select(exchange => exchange.GetProperty("target").GetString()));
        await ExpectInterruptedAsync(server, capture);
        await ExpectReplayAsync(api, recording, count);
        await api.StopCaptureAsync(await api.StartCaptureAsync("The next one", site.Port));
    }

    private async Task ExpectInterruptedAsync(ServedProgram server, string capture)
    {
        await dashboard.Browser.SignInAsync(server.LoginUrl);
        var page = await dashboard.Browser.OpenAsync(server.Url);
        await page.GotoAsync($"/captures/{capture}");
        await Microsoft.Playwright.Assertions.Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Interrupted");
        await page.Context.DisposeAsync();
    }

    private static async Task ExpectReplayAsync(ApiClient api, string recording, int count)
    {
        await using var target = await NginxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await api.FollowAsync($"/replays/{await api.StartReplayAsync(recording, target.Url)}");
        Assert.Equal(count, (await target.RequestsAsync(count)).Count);
    }
}
