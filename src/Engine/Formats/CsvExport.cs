using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace TapeDeck.Engine.Formats;

/// <summary>A line an exchange (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front of it.</summary>
public sealed class CsvExport : IExchangeExport
{
    private static readonly string[] s_columns =
        ["number", "id", "time", "method", "host", "target", "status", "request_bytes", "response_bytes", "latency_ms", "content_type"];

    private static readonly CsvConfiguration s_configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionCharacters = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'],
        NewLine = "\r\n",
    };

    /// <inheritdoc/>
    public bool NeedsMessages => false;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target) => WriteLine(target, s_columns);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        var summary = exchange.Summary;
        WriteLine(
            target,
            [
                Number(summary.Number), summary.Id, ExportTime.Of(summary.Timestamp), summary.Method, summary.Host, summary.Target,
                summary.Status > 0 ? Number(summary.Status) : "", Number(summary.RequestBytes), Number(summary.ResponseBytes),
                summary.Latency >= 0 ? (summary.Latency / 1e6).ToString("0.######", CultureInfo.InvariantCulture) : "", summary.ContentType,
            ]);
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void WriteLine(IBufferWriter<byte> target, IEnumerable<string> fields)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, s_configuration, leaveOpen: true))
        {
            foreach (var field in fields)
            {
                csv.WriteField(field);
            }

            csv.NextRecord();
        }

        Encoding.UTF8.GetBytes(text.ToString(), target);
    }
}
