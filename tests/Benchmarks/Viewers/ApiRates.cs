using TapeDeck.Benchmarks.Library;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>The requests per second of a capture as the API gives them, many times a second.</summary>
internal sealed class ApiRates(ServerUnderTest server, string capture)
{
    /// <summary>A page draws a value a while after it was measured.</summary>
    private const double Before = 2_000;
    private const double Tolerance = 0.01;
    private readonly List<(double Moment, double Rate)> _rates = [];

    public async Task ReadAsync(TimeSpan interval, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var progress = (await server.GetAsync($"/captures/{capture}")).Answer.GetProperty("status").GetProperty("progress");
            _rates.Add((DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), progress.GetProperty("requestsPerSecond").GetDouble()));
            await Task.Delay(interval, CancellationToken.None);
        }
    }

    /// <summary>Whether a value is none that the API gave at that time: it lies outside of all that were read in the seconds before.</summary>
    public bool Differs((double Moment, double Value) charted)
    {
        var around = _rates.Where(rate => rate.Moment <= charted.Moment + 200 && rate.Moment >= charted.Moment - Before).Select(rate => rate.Rate).ToList();
        return around.Count > 0 && (charted.Value < around.Min() * (1 - Tolerance) || charted.Value > around.Max() * (1 + Tolerance));
    }
}
