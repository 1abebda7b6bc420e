using System.Buffers;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Kafka;

/// <summary>Records as the values of Kafka messages, and back (spec §9).</summary>
internal static class MessageFormat
{
    /// <summary>The message's key: the part of the id that names the client's connection, so that its records stay in order.</summary>
    public static byte[] KeyOf(RecordId id) => id.Session.Span.ToArray();

    /// <summary>The message's value.</summary>
    public static byte[] Write(Record record, KafkaFormat format)
    {
        var value = new ArrayBufferWriter<byte>(record.Payload.Length + 256);
        if (format == KafkaFormat.Json)
        {
            JsonMessageWriter.Write(value, record);
        }
        else
        {
            GorWriter.WriteMessage(value, record);
        }

        return value.WrittenSpan.ToArray();
    }

    /// <summary>The record of a message; null, with a reason, when it holds none.</summary>
    public static Record? Read(byte[]? value, KafkaFormat format, out string? reason)
    {
        try
        {
            var record = format == KafkaFormat.Json ? JsonMessageReader.Read(value) : GorReader.Parse(value);
            reason = record.Payload.IsEmpty ? "The record is empty." : null;
            return record.Payload.IsEmpty ? null : record;
        }
        catch (Exception broken) when (broken is FormatException or GorFormatException)
        {
            reason = broken.Message;
            return null;
        }
    }
}
