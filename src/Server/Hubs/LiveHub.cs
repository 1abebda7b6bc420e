using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Api;
using TapeDeck.Server.Live;

namespace TapeDeck.Server.Hubs;

/// <summary>The live stream for SignalR clients outside. The same feed and the same payload as the event stream of the API.</summary>
internal sealed class LiveHub(IRuns runs, LiveTraffic traffic, TimeProvider time) : Hub
{
    public const string Path = "/hubs/live";
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Streams a capture's exchanges in batches, first those still at hand, until the capture ends. An exchange comes when it begins and again when
    /// its response came. A client that does not keep up is told how many it missed; an empty batch comes when nothing happens for a while.
    /// </summary>
    /// <param name="captureId">The capture.</param>
    /// <param name="filter">A query, see docs/query-language.md; null or empty for all.</param>
    public async IAsyncEnumerable<LiveBatch> Subscribe(string captureId, string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(captureId, cancellationToken) is not { Purpose: RunPurpose.Capture } run)
        {
            throw new HubException($"There is no capture '{captureId}'.");
        }

        if (!TrafficQuery.TryParse(filter, time.GetUtcNow(), out var query, out var wrong))
        {
            throw new HubException($"The query is wrong at column {wrong.Column}: {wrong.Message}");
        }

        if (!run.IsActive && run.State != Engine.Runs.RunState.Pending && !traffic.IsOpen(captureId))
        {
            yield break;
        }

        await foreach (var part in traffic.ReadAsync(captureId, query, null, s_heartbeat, cancellationToken))
        {
            yield return new LiveBatch([.. part.Rows.Select(ExchangeResource.From)], part.Dropped);
        }
    }
}

/// <summary>Exchanges that came or were completed.</summary>
/// <param name="Exchanges">In the order in which it happened.</param>
/// <param name="Dropped">Exchanges this client missed before these because it was too slow.</param>
internal sealed record LiveBatch(IReadOnlyList<ExchangeResource> Exchanges, long Dropped);
