using System.Buffers;
using System.Text;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>Reads what a middleware writes: records as hexadecimal digits of either case, one line each (spec §10). Other lines are passed over.</summary>
/// <param name="stream">What it writes.</param>
/// <param name="onBadLine">Called with a description of each line that is no record.</param>
internal sealed class HexLineReader(Stream stream, Action<string> onBadLine)
{
    private const int ReadBytes = 64 << 10;
    private const int LongestLine = 512 << 20;
    private const int KeptBytes = 4 << 20;
    private const int ShownBytes = 40;

    private readonly PayloadBlocks _blocks = new();
    private readonly List<Record> _records = [];
    private byte[] _buffer = new byte[2 * ReadBytes];
    private int _length;
    private long _lines;
    private bool _isTooLong;

    /// <summary>The records of at least one line, or none at the end of the stream. A last line without a line end counts as one.</summary>
    public async ValueTask<Record[]> ReadAsync(CancellationToken cancellationToken)
    {
        _records.Clear();
        while (_records.Count == 0)
        {
            MakeRoom();
            var searched = _length;
            var count = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                Take(_buffer.AsSpan(0, _length));
                _length = 0;
                break;
            }

            _length += count;
            TakeLines(searched);
        }

        return [.. _records];
    }

    private void MakeRoom()
    {
        if (_length == LongestLine)
        {
            _isTooLong = true;
            _length = 0;
        }

        if (_length == 0 && _buffer.Length > KeptBytes)
        {
            _buffer = new byte[2 * ReadBytes];
        }
        else if (_buffer.Length - _length < ReadBytes)
        {
            Array.Resize(ref _buffer, Math.Min(LongestLine, 2 * _buffer.Length));
        }
    }

    private void TakeLines(int searched)
    {
        var start = 0;
        while (_buffer.AsSpan(searched, _length - searched).IndexOf((byte)'\n') is var length and >= 0)
        {
            var end = searched + length;
            Take(_buffer.AsSpan(start, end - start));
            start = searched = end + 1;
        }

        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty && !_isTooLong)
        {
            return;
        }

        _lines++;
        var fault = _isTooLong ? $"it is longer than {LongestLine} bytes" : Decode(line, out var record) ?? Add(record!);
        _isTooLong = false;
        if (fault is not null)
        {
            onBadLine($"Line {_lines} of the middleware is no record: {fault}. It begins with '{Printable(line)}'.");
        }
    }

    private string? Add(Record record)
    {
        _records.Add(record);
        return null;
    }

    private string? Decode(ReadOnlySpan<byte> line, out Record? record)
    {
        record = null;
        if (line.Length % 2 != 0)
        {
            return "its digits are odd in number";
        }

        var bytes = _blocks.Take(line.Length / 2);
        if (Convert.FromHexString(line, bytes.Span, out _, out _) != OperationStatus.Done)
        {
            return "it holds what is no hexadecimal digit";
        }

        var end = bytes.Span.IndexOf((byte)'\n');
        if (end < 0 || end + 1 == bytes.Length)
        {
            return "it has no payload";
        }

        if (!GorHeaderLine.TryParseLenient(bytes.Span[..end], out var header))
        {
            return "it does not begin with type, id and timestamp";
        }

        record = new Record
        {
            Kind = header.Kind,
            Id = new RecordId(bytes.Slice(GorHeaderLine.IdStart, header.IdLength)),
            Timestamp = header.Timestamp,
            Latency = header.Latency,
            Payload = bytes[(end + 1)..],
        };
        return null;
    }

    private static string Printable(ReadOnlySpan<byte> line) =>
        string.Concat(Encoding.ASCII.GetString(line[..Math.Min(line.Length, ShownBytes)]).Select(symbol => char.IsControl(symbol) ? '?' : symbol));
}
