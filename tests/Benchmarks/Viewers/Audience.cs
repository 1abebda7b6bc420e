using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using TapeDeck.Benchmarks.Library;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>The pages that watch one capture, each in a profile of its own, and a script that reads the same figures from the API.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private const double ShiftLimit = 0.05;
    private static readonly TimeSpan s_asking = TimeSpan.FromMilliseconds(100);
    private readonly List<ViewerPage> _pages = [];
    private readonly ApiRates _rates;
    private readonly string _capture;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private double _shift;
    private long _leftOut;
    private double[] _heapBefore = [];
    private double[] _heapAfter = [];

    private Audience(ServerUnderTest server, string capture, IPlaywright playwright, IBrowser browser)
    {
        (Server, _capture, _playwright, _browser) = (server, capture, playwright, browser);
        _rates = new ApiRates(server, capture);
    }

    public ServerUnderTest Server { get; }

    public static async Task<Audience> GatherAsync(ServerUnderTest server, string capture, int viewers)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = Chromium.Arguments });
        var audience = new Audience(server, capture, playwright, browser);
        for (var viewer = 0; viewer < viewers; viewer++)
        {
            var context = await browser.NewContextAsync(new() { BaseURL = server.Url.ToString(), ViewportSize = new() { Width = 1280, Height = 720 } });
            audience._pages.Add(await ViewerPage.OpenAsync(context, await server.LoginLinkAsync(), $"/captures/{capture}"));
        }

        return audience;
    }

    /// <summary>Looks on for a while, then clicks until the load is over.</summary>
    public async Task WatchAsync(Report report, TimeSpan untouched, Task load)
    {
        using var over = new CancellationTokenSource();
        await Task.Delay(untouched / 2);
        _heapBefore = await Task.WhenAll(_pages.Select(page => page.HeapAsync()));
        await TellWorkAsync(report, untouched / 2);
        _shift = (await MeasuredAsync()).Select(page => page.GetProperty("shift").GetDouble()).DefaultIfEmpty().Max();
        var clicking = Task.WhenAll(_pages.Select((page, person) => page.ClickAsync(person, over.Token)));
        await load;
        await over.CancelAsync();
        await clicking;
        await _rates.ReadAsync();
        _heapAfter = await Task.WhenAll(_pages.Select(page => page.HeapAsync()));
    }

    /// <summary>What the main threads of the pages do while nobody touches them, on average.</summary>
    private async Task TellWorkAsync(Report report, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var before = await Task.WhenAll(_pages.Select(page => page.WorkAsync()));
        await Task.Delay(time);
        var work = (await Task.WhenAll(_pages.Select(page => page.WorkAsync()))).Zip(before, (after, first) => after.Since(first)).ToList();
        if (work.Count > 0)
        {
            var all = work.Aggregate((one, other) => one.Since(other.Per(-1)));
            report.Tell("work of a page nobody touches", all.Per(work.Count * watch.Elapsed.TotalSeconds).ToString());
        }
    }

    public async Task TellAsync(Report report, long served)
    {
        await TellCaptureAsync(report, served);
        if (_pages.Count == 0)
        {
            return;
        }

        var measured = await MeasuredAsync();
        var presses = measured.SelectMany(page => page.GetProperty("presses").EnumerateArray().Select(press => (Kind: press[0].GetString(), Time: press[1].GetDouble()))).ToList();
        var times = presses.ConvertAll(press => press.Time);
        report.Tell("clicks on rows and tabs", $"{measured.Sum(page => page.GetProperty("begun").GetInt32())}");
        report.AtMost("of them without effect", measured.Sum(page => page.GetProperty("begun").GetInt32()) - presses.Count, 0, "clicks");
        report.Tell("of them on a row that was gone already", $"{measured.Sum(page => page.GetProperty("left").GetInt32())}");
        report.Tell("first row of a page to paint, longest", $"{measured.SelectMany(page => page.GetProperty("presses").EnumerateArray().Take(1)).Select(press => press[1].GetDouble()).DefaultIfEmpty().Max():0} ms");
        foreach (var kind in presses.GroupBy(press => press.Kind, press => press.Time))
        {
            report.Tell($"click on a {kind.Key} to paint, p50 and p95", $"{kind.Order().ElementAt(kind.Count() / 2):0} and {LibraryQueries.Percentile95([.. kind]):0} ms");
        }

        report.AtMost("click to paint, p95", times.Count == 0 ? double.NaN : LibraryQueries.Percentile95(times), 200, "ms");
        report.AtMost("layout shift of the worst page", _shift, ShiftLimit, "CLS");
        report.AtMost("JavaScript heap, largest growth", _heapAfter.Zip(_heapBefore, (after, before) => (after - before) / 1e6).Max(), 5, "MB");
        var charted = measured.SelectMany(page => page.GetProperty("rates").EnumerateArray()).Select(rate => (rate[0].GetDouble(), rate[1].GetDouble())).ToList();
        report.Tell("values of the charts", $"{charted.Count}");
        report.AtMost("of them, other than the API's at that time", charted.Count(_rates.Differs), 0, "values");
        report.AtMost("pages that do not say which share they show", _leftOut == 0 ? 0 : measured.Count(page => page.GetProperty("sampled").ValueKind == JsonValueKind.Null), 0, "pages");
        report.Tell("what the first of them says", measured[0].GetProperty("sampled").ToString().Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>The recording, the ledger, and what the pages say, against what was served.</summary>
    private async Task TellCaptureAsync(Report report, long served)
    {
        var seen = Array.Empty<string>();
        var expected = served.ToString("#,0", CultureInfo.InvariantCulture);
        for (var attempt = 0; attempt < 50 && (attempt == 0 || seen.Any(text => text != expected)); attempt++)
        {
            await Task.Delay(s_asking);
            seen = await Task.WhenAll(_pages.Select(page => page.RequestsSeenAsync()));
        }

        report.AtMost("pages whose count is not what was served", seen.Count(text => text != expected), 0, "pages");
        var stopped = (await Server.PostAsync($"/captures/{_capture}:stop", new { })).Answer;
        var recording = stopped.GetProperty("status").GetProperty("recordingId").GetString();
        report.AtMost("requests missing in the recording", served - await ExchangesAsync(recording!), 0, "requests");
        foreach (var account in (await Server.GetAsync($"/captures/{_capture}/ledger")).Answer.GetProperty("accounts").EnumerateArray())
        {
            var (name, dropped) = (account.GetProperty("name").GetString(), account.GetProperty("totalDropped").GetInt64());
            if (name == "live view")
            {
                _leftOut = dropped;
                report.Tell("records the live view left out", $"{dropped:#,0}");
            }
            else
            {
                report.AtMost($"dropped: {name}", dropped, 0, "");
            }
        }
    }

    private async Task<long> ExchangesAsync(string recording)
    {
        while (true)
        {
            var answer = (await Server.GetAsync($"/recordings/{recording}")).Answer;
            if (answer.GetProperty("state").GetString() is not ("recording" or "indexing"))
            {
                return answer.GetProperty("exchanges").GetInt64();
            }

            await Task.Delay(s_asking);
        }
    }

    private async Task<JsonElement[]> MeasuredAsync() => await Task.WhenAll(_pages.Select(page => page.MeasuredAsync()));
}
