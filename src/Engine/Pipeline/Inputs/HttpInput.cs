using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Requests that clients send to this program (spec §2.2, <c>--input-http</c>): each is recorded and answered with 200.</summary>
public sealed class HttpInput : ListeningInput
{
    private HttpInput(ConnectionListener listener, LedgerAccount records, TimeProvider time)
        : base(listener, records, time)
    {
    }

    /// <inheritdoc/>
    public override string Name => $"http {Address}";

    /// <inheritdoc/>
    private protected override string Wanted => "HTTP requests";

    /// <summary>Listens from now on.</summary>
    /// <param name="plan">Where.</param>
    /// <param name="records">Where requests are counted: those handed on as delivered, refused and unfinished ones as dropped.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where connections that come to nothing are told.</param>
    /// <exception cref="PlanException">The address is none to listen on, at <c>/address</c>.</exception>
    public static HttpInput Open(HttpInputPlan plan, LedgerAccount records, TimeProvider time, ILogger logger) =>
        new(ConnectionListener.Open(plan.Address, certificate: null, time, logger), records, time);

    private protected override async Task ServeAsync(ServedConnection connection, Func<ReadOnlyMemory<Record>, ValueTask> take, CancellationToken stop)
    {
        using var requests = new RequestConnection(
            connection, Budget, take, refusal => Lose(refusal.Reason, $"{connection.Client}: {refusal.Detail}"), Time);
        await requests.RunAsync(stop).ConfigureAwait(false);
    }
}
