using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Tests.Runs;

public sealed class RateHistoryTests : IAsyncLifetime
{
    private ServerFixture _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RateHistory Rates => _server.Application.Services.GetRequiredService<RateHistory>();

    public async ValueTask InitializeAsync()
    {
        _server = await ServerFixture.StartAsync();
        await Rates.StopAsync(Token); // here the test says when a second is over
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Rates_OfACaptureThatRuns_AreThoseOfThePagesOverTwoMinutes()
    {
        using var program = await _server.ProgramAsync();
        var id = await CaptureAsync(program);
        Assert.Empty(await ReadAsync(program, id));
        for (var second = 0; second < IRunRates.Seconds + 5 || Rates.Of(id)[^1].RequestsPerSecond == 0; second++)
        {
            await Rates.SampleAsync(Token);
        }

        var rates = await ReadAsync(program, id);
        Assert.Equal(IRunRates.Seconds, rates.Length);
        Assert.Equal(Rates.Of(id), rates);
        Assert.Equal(rates.OrderBy(rate => rate.At), rates);
    }

    [Fact]
    public async Task Rates_OfACaptureThatPausesAndEnds_AreNoughtAndThenNone()
    {
        using var program = await _server.ProgramAsync();
        var id = await CaptureAsync(program);
        await PostAsync(program, $"captures/{id}:pause", null);
        await Rates.SampleAsync(Token);
        Assert.Equal(0, Assert.Single(await ReadAsync(program, id)).RequestsPerSecond);

        await PostAsync(program, $"captures/{id}:stop", null);
        await Rates.SampleAsync(Token);
        Assert.Empty(await ReadAsync(program, id));
    }

    [Fact]
    public async Task Rates_OfACaptureAskedForAsAReplay_AreNotFound()
    {
        using var program = await _server.ProgramAsync();
        var id = await CaptureAsync(program);
        using var answer = await program.GetAsync($"/api/v1/replays/{id}/rates", Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<string> CaptureAsync(HttpClient program)
    {
        var made = await PostAsync(program, "captures", new { start = true, plan = new { inputs = new[] { new { type = "dummy", interval = "1ms" } } } });
        return made.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient program, string path, object? body)
    {
        using var answer = await program.PostAsJsonAsync($"/api/v1/{path}", body, Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static async Task<RunRate[]> ReadAsync(HttpClient program, string id)
    {
        var answer = await program.GetFromJsonAsync<JsonElement>($"/api/v1/captures/{id}/rates", Token);
        return [.. answer.GetProperty("items").EnumerateArray().Select(rate => new RunRate(rate.GetProperty("at").GetDateTimeOffset(), rate.GetProperty("requestsPerSecond").GetDouble()))];
    }
}
