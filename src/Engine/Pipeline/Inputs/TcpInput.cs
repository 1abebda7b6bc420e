using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Records that other instances relay over TCP (spec §8.3): any number of senders, each with several connections.</summary>
public sealed class TcpInput : ListeningInput
{
    private TcpInput(ConnectionListener listener, LedgerAccount records, TimeProvider time)
        : base(listener, records, time)
    {
    }

    /// <inheritdoc/>
    public override string Name => $"tcp {Address}";

    /// <inheritdoc/>
    private protected override string Wanted => "relayed records";

    /// <summary>Listens from now on.</summary>
    /// <param name="plan">Where, and with which certificate.</param>
    /// <param name="records">Where records are counted: those handed on as delivered, damaged and unfinished ones as dropped.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where connections that come to nothing are told.</param>
    /// <exception cref="PlanException">The address is none to listen on, at <c>/address</c>, or the certificate cannot be used, below <c>/certificate</c>.</exception>
    public static TcpInput Open(TcpInputPlan plan, LedgerAccount records, TimeProvider time, ILogger logger) =>
        new(ConnectionListener.Open(plan.Address, plan.Certificate, time, logger), records, time);

    private protected override async Task ServeAsync(ServedConnection connection, Func<ReadOnlyMemory<Record>, ValueTask> take, CancellationToken stop)
    {
        using var records = new RecordConnection(
            connection, Budget, take, (reason, damage) => Lose(reason, $"{connection.Client}, byte {damage.Offset}: {damage.Reason}"), Time);
        await records.RunAsync(stop).ConfigureAwait(false);
    }
}
