using System.Net;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Records that other instances relay over TCP (spec §8.3): any number of senders, each with several connections.</summary>
public sealed class TcpInput : ListeningInput
{
    private const long MostUnfinishedBytes = 512 << 20;

    private readonly LedgerAccount _records;
    private readonly TimeProvider _time;
    private readonly GorDamageLog _damages = new();
    private readonly BufferBudget _budget = new(MostUnfinishedBytes);

    private TcpInput(ConnectionListener listener, LedgerAccount records, TimeProvider time)
        : base(listener, records) => (_records, _time) = (records, time);

    /// <inheritdoc/>
    public override string Name => $"tcp {Address}";

    /// <summary>What arrived damaged or unfinished, by client; the first 100 and a count of the rest.</summary>
    public IReadOnlyList<string> Damages => _damages.Lines;

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
        using var records = new RecordConnection(connection, _budget, take, (reason, damage) => Count(connection.Client, reason, damage), _time);
        await records.RunAsync(stop).ConfigureAwait(false);
    }

    private void Count(IPEndPoint client, LedgerReason reason, GorDamage damage)
    {
        _records.Seen();
        _records.Dropped(reason);
        _damages.Add($"{client}", damage);
    }
}
