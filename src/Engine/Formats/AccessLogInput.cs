using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Buffers;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Formats;

/// <summary>
/// Requests out of an access log, and answers without headers and body, of which the log tells the status alone. A client with one user agent counts as one
/// connection.
/// </summary>
/// <param name="content">The log; left open.</param>
/// <param name="account">Where every line is accounted for.</param>
public sealed class AccessLogInput(Stream content, LedgerAccount account) : IRecordInput
{
    private const int LongestLine = 1 << 20;
    private const int BatchLines = 256;
    private readonly FormatIds _ids = new();

    /// <inheritdoc/>
    public string Name => "access log";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var reader = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));
        var batch = new List<Record>();
        while (true)
        {
            var read = await reader.ReadAsync(stop).ConfigureAwait(false);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                Add(line, batch);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (batch.Count >= BatchLines || (read.IsCompleted && batch.Count > 0))
            {
                yield return batch.ToArray();
                batch.Clear();
            }

            if (read.IsCompleted)
            {
                break;
            }

            if (rest.Length > LongestLine)
            {
                throw new IOException($"A line of the log is longer than {LongestLine} bytes.");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out byte[] line)
    {
        var end = rest.PositionOf((byte)'\n');
        if (end is null && (!isLast || rest.IsEmpty))
        {
            line = [];
            return false;
        }

        line = (end is { } position ? rest.Slice(0, position) : rest).ToArray();
        rest = end is { } after ? rest.Slice(rest.GetPosition(1, after)) : rest.Slice(rest.End);
        return true;
    }

    private void Add(ReadOnlySpan<byte> bytes, List<Record> batch)
    {
        if (bytes.Trim(" \t\r\uFEFF"u8).IsEmpty)
        {
            return;
        }

        account.Seen(1);
        if (AccessLogLine.TryParse(FormatDetection.WithoutMark(bytes), out var line) && RequestOf(line) is { } request)
        {
            account.Delivered(1);
            batch.Add(request);
            batch.AddRange(line.Status == 0 ? [] : [ResponseTo(request, line)]);
        }
        else
        {
            account.Dropped(LedgerReason.Malformed, 1);
        }
    }

    private Record? RequestOf(AccessLogLine line)
    {
        // What did not come as HTTP is logged too: "-", or the bytes of a TLS hello.
        if (line.Request.Split(' ') is not [{ Length: > 0 } method, { Length: > 0 }, "HTTP/1.0" or "HTTP/1.1" or "HTTP/2.0" or "HTTP/2" or "HTTP/3.0" or "HTTP/3"] || !Http.MessageHeadParser.IsToken(method))
        {
            return null;
        }

        try
        {
            var text = new MessageText(line.Request[..line.Request.LastIndexOf(' ')] + " HTTP/1.1");
            (string Name, string Value)[] headers = [("Host", line.Host), ("User-Agent", line.UserAgent), ("Referer", line.Referer)];
            foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
            {
                text.Header(name, value);
            }

            return new Record { Kind = RecordKind.Request, Id = _ids.Next($"{line.Client} {line.UserAgent}"), Timestamp = line.Timestamp, Payload = text.End([]) };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Record ResponseTo(Record request, AccessLogLine line)
    {
        var text = new MessageText(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {line.Status} "));
        text.Header("Content-Length", "0");
        return new Record { Kind = RecordKind.Response, Id = request.Id, Timestamp = line.Timestamp, Payload = text.End([]) };
    }
}
