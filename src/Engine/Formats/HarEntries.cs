using System.Text.Json;

namespace TapeDeck.Engine.Formats;

/// <summary>Finds the entries of an HTTP archive without reading all of it into memory: <c>log.entries</c>, one after the other.</summary>
/// <param name="content">The archive; left open.</param>
internal sealed class HarEntries(Stream content)
{
    private const int LargestEntry = 256 << 20;
    private byte[] _buffer = new byte[128 << 10];
    private int _start;
    private int _length;
    private bool _isLast;
    private bool _isInside;
    private long _passed;
    private JsonReaderState _state = new(new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 });
    private string? _property;

    /// <summary>The next entry as JSON, valid until the next call; null after the last.</summary>
    /// <exception cref="IOException">It is no HTTP archive, ends in the middle, or has an entry above the limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (Advance(out var entry))
            {
                case Step.Entry:
                    return entry;
                case Step.End:
                    return null;
                case Step.Found:
                    break;
                default:
                    await FillAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private enum Step
    {
        NeedMore,
        Found,
        Entry,
        End,
    }

    private Step Advance(out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _isLast, _state);
        try
        {
            return _isInside ? TakeEntry(ref reader, out entry) : FindEntries(ref reader);
        }
        catch (JsonException broken)
        {
            throw new IOException($"It is no HTTP archive that can be read: no valid JSON at byte {_passed + _start + reader.BytesConsumed}. {broken.Message.Split(" LineNumber")[0]}");
        }
    }

    private Step FindEntries(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                _property = reader.CurrentDepth switch { 1 => reader.GetString(), 2 when _property is "log" or "log.entries" => $"log.{reader.GetString()}", _ => _property };
            }
            else if (reader is { TokenType: JsonTokenType.StartArray, CurrentDepth: 2 } && _property == "log.entries")
            {
                _isInside = true;
                Keep(ref reader);
                return Step.Found;
            }
            else if (reader is { TokenType: not JsonTokenType.StartObject, CurrentDepth: 2 } && _property?.StartsWith("log.", StringComparison.Ordinal) == true)
            {
                _property = "log";
            }
        }

        Keep(ref reader);
        return _isLast ? throw new IOException("It is no HTTP archive: there is no log.entries in it.") : Step.NeedMore;
    }

    private Step TakeEntry(ref Utf8JsonReader reader, out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        if (!reader.Read())
        {
            return Step.NeedMore;
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return Step.End;
        }

        var begin = (int)reader.TokenStartIndex + _start;
        if (!reader.TrySkip())
        {
            return Step.NeedMore;
        }

        entry = _buffer.AsMemory(begin, _start + (int)reader.BytesConsumed - begin);
        Keep(ref reader);
        return Step.Entry;
    }

    private void Keep(ref Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        _length -= (int)reader.BytesConsumed;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_length == LargestEntry)
        {
            throw new IOException($"The HTTP archive has an entry above {LargestEntry >> 20} MiB.");
        }

        var target = _length > _buffer.Length / 2 ? new byte[Math.Min(_buffer.Length * 2, LargestEntry)] : _buffer;
        _buffer.AsSpan(_start, _length).CopyTo(target);
        (_buffer, _passed, _start) = (target, _passed + _start, 0);
        const int mark = 3; // the first read must show a byte order mark
        var read = await content.ReadAtLeastAsync(_buffer.AsMemory(_length), mark, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _isLast = read == 0;
        if (_passed == 0 && _length == 0 && read > 0)
        {
            _start = read - FormatDetection.WithoutMark(_buffer.AsSpan(0, read)).Length;
            read -= _start;
        }

        _length += read;
    }
}
