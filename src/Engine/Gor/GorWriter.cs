using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>Formats records as <c>.gor</c> bytes (spec §1.2).</summary>
public static class GorWriter
{
    /// <summary>Appends header line, payload and separator.</summary>
    public static void Write(IBufferWriter<byte> target, Record record)
    {
        var length = GorHeaderLine.Format(record, target.GetSpan(record.Id.Span.Length + GorHeaderLine.MaxBytesBesideId));
        target.Advance(length);
        target.Write(record.Payload.Span);
        target.Write(GorSeparator.Bytes);
    }
}
