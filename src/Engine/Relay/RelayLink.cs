namespace TapeDeck.Engine.Relay;

/// <summary>One open connection to a receiver. One loop writes; what the receiver does to it is noticed in the background.</summary>
internal abstract class RelayLink(WireStream wire) : IAsyncDisposable
{
    /// <summary>Ends when no more can be sent; true when the receiver closed in order, so that it has read all that its machine acknowledged.</summary>
    public abstract Task<bool> Ended { get; }

    /// <summary>Bytes on the wire so far.</summary>
    public long Written => wire.Written;

    /// <summary>Bytes of <see cref="Written"/> that the receiver's machine has acknowledged, at least.</summary>
    public long Acknowledged => wire.Acknowledged;

    /// <summary>Bytes of <see cref="Written"/> that may reach the receiver's machine, acknowledged or not.</summary>
    public long MostArrived => wire.MostArrived;

    /// <summary>Where each record of the last batch ends on the wire, counted from the batch's begin: at least there, and exactly if <see cref="IsExact"/>.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>Whether nothing but records goes over the wire.</summary>
    public abstract bool IsExact { get; }

    /// <summary>Sends records in the order given.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask SendAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken);

    /// <summary>Tells the receiver that no more comes; it answers by closing.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public abstract ValueTask FinishAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
