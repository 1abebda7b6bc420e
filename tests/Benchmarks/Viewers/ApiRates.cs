using TapeDeck.Benchmarks.Library;

namespace TapeDeck.Benchmarks.Viewers;

/// <summary>The requests per second of a capture as the API gives them, one value a second.</summary>
internal sealed class ApiRates(ServerUnderTest server, string capture)
{
    /// <summary>A page draws a value a while after it was measured.</summary>
    private const double Before = 3_000;
    private const double Rounding = 0.5;
    private List<(double Moment, double Rate)> _rates = [];

    /// <summary>Reads the last two minutes; the capture must still run.</summary>
    public async Task ReadAsync() => _rates =
    [
        .. (await server.GetAsync($"/captures/{capture}/rates")).Answer.GetProperty("items").EnumerateArray()
            .Select(rate => ((double)rate.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds(), rate.GetProperty("requestsPerSecond").GetDouble())),
    ];

    /// <summary>Whether a value is none that the API gives for the seconds before it was drawn. Of those drawn after the API was asked nothing can be said.</summary>
    public bool Differs((double Moment, double Value) charted) =>
        charted.Moment < _rates[^1].Moment && !_rates.Any(rate => rate.Moment <= charted.Moment && rate.Moment >= charted.Moment - Before && Math.Abs(rate.Rate - charted.Value) <= Rounding);
}
