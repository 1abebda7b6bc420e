using System.Buffers;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Formats;

/// <summary>Exchanges as a recording of their own.</summary>
public sealed class GorExport : IExchangeExport
{
    private readonly RecordOrder _order = new();

    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target)
    {
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        foreach (var next in _order.Add(exchange))
        {
            GorWriter.Write(target, next.Record);
        }
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
        foreach (var next in _order.End())
        {
            GorWriter.Write(target, next.Record);
        }
    }
}
