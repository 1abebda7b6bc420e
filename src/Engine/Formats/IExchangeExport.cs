using System.Buffers;

namespace TapeDeck.Engine.Formats;

/// <summary>Writes exchanges in one format, one after the other, and keeps none of them. For one file, used by one thread at a time.</summary>
public interface IExchangeExport
{
    /// <summary>Whether it needs the messages themselves; else the summaries are enough.</summary>
    bool NeedsMessages { get; }

    /// <summary>Writes what stands in front of the first exchange.</summary>
    void Begin(IBufferWriter<byte> target);

    /// <summary>Writes the next exchange, in order of time.</summary>
    void Write(IBufferWriter<byte> target, RecordedExchange exchange);

    /// <summary>Writes what stands behind the last exchange.</summary>
    void End(IBufferWriter<byte> target);
}
