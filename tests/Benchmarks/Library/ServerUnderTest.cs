using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Benchmarks.Library;

/// <summary>The built program with its API, and what the kernel says it uses.</summary>
internal sealed partial class ServerUnderTest : IAsyncDisposable
{
    private readonly ToolProcess _process;
    private readonly HttpClient _http;
    private readonly string _data;

    private ServerUnderTest(ToolProcess process, HttpClient http, string data) => (_process, _http, _data) = (process, http, data);

    /// <summary>Time on all processors so far.</summary>
    public double CpuSeconds => ProcessorTime.Of(_process.Id);

    public Uri Url => _http.BaseAddress!;

    /// <summary>Most memory since the last <see cref="ForgetPeak"/>.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    public static async Task<ServerUnderTest> StartAsync(string data)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var process = ToolProcess.Start(ToolProcess.TapeDeck, "serve", "--urls", url.ToString(), "--data", data);
        await process.WaitUntilAsync(() => LoginLine().IsMatch(process.OutputText), "the login URL");
        var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        await http.GetAsync(new Uri(LoginLine().Match(process.OutputText).Value));
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tokens") { Content = JsonContent.Create(new { name = "bench" }) };
        asked.Headers.Add("X-TapeDeck", "1");
        using var made = (await http.SendAsync(asked)).EnsureSuccessStatusCode();
        var token = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("secret").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ServerUnderTest(process, http, data);
    }

    /// <summary>A link that signs a browser in, once.</summary>
    public async Task<Uri> LoginLinkAsync() =>
        new((await ToolProcess.RunAsync(ToolProcess.TapeDeck, "login-url", "--urls", Url.ToString(), "--data", _data)).Output.Trim());

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>Asks, and reads the answer to its end.</summary>
    public Task<(JsonElement Answer, double Milliseconds)> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, AddressOf(path)));

    /// <inheritdoc cref="GetAsync"/>
    public Task<(JsonElement Answer, double Milliseconds)> PostAsync(string path, object body) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, AddressOf(path)) { Content = JsonContent.Create(body) });

    private static Uri AddressOf(string path) => new($"/api/v1{path}", UriKind.Relative);

    private async Task<(JsonElement Answer, double Milliseconds)> SendAsync(HttpRequestMessage request)
    {
        using var asked = request;
        var watch = Stopwatch.StartNew();
        using var response = (await _http.SendAsync(asked)).EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        var took = watch.Elapsed.TotalMilliseconds;
        return (JsonDocument.Parse(text).RootElement, took);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/login\?\S+(?=\s)")]
    private static partial Regex LoginLine();
}
