using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>Formats records as <c>.gor</c> bytes (spec §1.2).</summary>
public static class GorWriter
{
    /// <summary>Appends header line, payload and separator.</summary>
    public static void Write(IBufferWriter<byte> target, Record record)
    {
        WriteMessage(target, record);
        target.Write(GorSeparator.Bytes);
    }

    /// <summary>Appends header line and payload: a record where messages have bounds of their own, as in Kafka and WebSocket.</summary>
    public static void WriteMessage(IBufferWriter<byte> target, Record record)
    {
        var length = GorHeaderLine.Format(record, target.GetSpan(record.Id.Span.Length + GorHeaderLine.MaxBytesBesideId));
        target.Advance(length);
        target.Write(record.Payload.Span);
    }
}
