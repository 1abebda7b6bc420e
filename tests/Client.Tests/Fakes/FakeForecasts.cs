using System.Runtime.CompilerServices;
using System.Text;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Says what a test tells it to; each plan that is looked at is remembered.</summary>
public sealed class FakeForecasts(FakeRuns runs) : IReplayForecasts
{
    public List<Plan> Plans { get; } = [];

    /// <summary>What comes, one after the other.</summary>
    public IReadOnlyList<ReplayForecast> Forecasts { get; set; } = [Of(("GET", 13_000), ("POST", 900), ("DELETE", 100))];

    /// <summary>Thrown after what comes.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Awaited before the last of what comes.</summary>
    public Task Last { get; set; } = Task.CompletedTask;

    /// <summary>A forecast of one target that is sent so many requests of each method.</summary>
    public static ReplayForecast Of(params (string Method, long Count)[] methods) => new()
    {
        Fraction = 1,
        IsComplete = true,
        Basis = ForecastBasis.Messages,
        Requests = methods.Sum(method => method.Count),
        Filtered = 0,
        Repeats = false,
        Duration = TimeSpan.FromSeconds(217),
        Estimates = [],
        Targets =
        [
            new TargetForecast
            {
                Output = 0,
                Server = "staging:9000",
                Addresses = ["10.0.0.5"],
                Methods = methods.ToDictionary(method => method.Method, method => method.Count),
                Unsendable = new Dictionary<LedgerReason, long>(),
                First = [.. methods.Select((method, i) => Request(i, method.Method))],
            },
        ],
    };

    public Task<Answer<IAsyncEnumerable<ReplayForecast>>> StartAsync(Plan plan, int first, CancellationToken cancellationToken)
    {
        Plans.Add(plan);
        return Task.FromResult(runs.Faults.Count > 0 ? Answer<IAsyncEnumerable<ReplayForecast>>.Refused(runs.Faults) : Answer<IAsyncEnumerable<ReplayForecast>>.Of(RunAsync(cancellationToken)));
    }

    private async IAsyncEnumerable<ReplayForecast> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (i, forecast) in Forecasts.Index())
        {
            await (i == Forecasts.Count - 1 ? Last.WaitAsync(cancellationToken) : Task.CompletedTask);
            yield return forecast;
        }

        if (Failure is not null)
        {
            throw Failure;
        }
    }

    private static RequestForecast Request(int number, string method)
    {
        var recorded = new Record { Kind = RecordKind.Request, Id = RecordId.From($"{number:x24}"), Timestamp = number, Payload = Bytes(method, number, "shop.example") };
        var sent = Bytes(method, number, "staging:9000");
        return new RequestForecast(recorded, sent, sent.Length, TimeSpan.FromSeconds(number));
    }

    private static byte[] Bytes(string method, int number, string host) => Encoding.ASCII.GetBytes($"{method} /orders/{number} HTTP/1.1\r\nHost: {host}\r\n\r\n");
}
