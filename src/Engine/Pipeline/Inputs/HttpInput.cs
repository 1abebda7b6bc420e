using System.Net;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Requests that clients send to this program (spec §2.2, <c>--input-http</c>): each is recorded and answered with 200.</summary>
public sealed class HttpInput : ListeningInput
{
    private const long MostUnfinishedBytes = 512 << 20;

    private readonly LedgerAccount _records;
    private readonly TimeProvider _time;
    private readonly GorDamageLog _refusals = new();
    private readonly BufferBudget _budget = new(MostUnfinishedBytes);

    private HttpInput(ConnectionListener listener, LedgerAccount records, TimeProvider time)
        : base(listener, records) => (_records, _time) = (records, time);

    /// <inheritdoc/>
    public override string Name => $"http {Address}";

    /// <summary>What was refused, by client; the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Warnings => _refusals.Lines;

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
        using var requests = new RequestConnection(connection, _budget, take, refusal => Count(connection.Client, refusal), _time);
        await requests.RunAsync(stop).ConfigureAwait(false);
    }

    private void Count(IPEndPoint client, HttpRefusal refusal)
    {
        _records.Seen();
        _records.Dropped(refusal.Reason);
        _refusals.Add($"{client}: {refusal.Detail}");
    }
}
