using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>A message as text, byte for byte where its bytes are text; others become a character each.</summary>
public static class RawText
{
    /// <summary>The text.</summary>
    public static string Of(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return ExportJson.IsText(record.Payload.Span) ? Encoding.UTF8.GetString(record.Payload.Span) : Encoding.Latin1.GetString(record.Payload.Span);
    }
}
