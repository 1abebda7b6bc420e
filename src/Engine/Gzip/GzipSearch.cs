namespace TapeDeck.Engine.Gzip;

/// <summary>Finds the next member of a file that can be unpacked, wherever it begins.</summary>
internal sealed class GzipSearch(Stream file, GzipAllowance allowance)
{
    private const int BufferBytes = 128 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly GzipTrial _trial = new();
    private long _start;
    private int _length;

    /// <summary>The byte at which the next member begins, at or behind a place; null when there is none. What the allowance does not reach for is passed over.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public long? Find(long from, CancellationToken cancellationToken)
    {
        (_start, _length) = (file.Seek(from, SeekOrigin.Begin), 0);
        for (var at = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isEnd = Fill(at);
            var end = isEnd ? _length : _length - GzipTrial.MostBytes; // of a member that begins before it all is here that a trial takes
            if (FindHere(end) is var found and >= 0)
            {
                return _start + found;
            }

            if (isEnd)
            {
                return null;
            }

            at = end;
        }
    }

    /// <summary>Lets go of what was looked at and reads on; returns whether that is the end of the file.</summary>
    private bool Fill(int from)
    {
        _buffer.AsSpan(from, _length - from).CopyTo(_buffer);
        (_start, _length) = (_start + from, _length - from);
        var read = file.ReadAtLeast(_buffer.AsSpan(_length), _buffer.Length - _length, throwOnEndOfStream: false);
        _length += read;
        return _length < _buffer.Length;
    }

    private int FindHere(int end)
    {
        for (var at = 0; at < end; at++)
        {
            var next = GzipHeader.IndexOfStart(_buffer.AsSpan(at, _length - at));
            at += next;
            if (next < 0 || at >= end)
            {
                break;
            }

            if (allowance.IsLeft(_start + at))
            {
                allowance.Spend(GzipTrial.Cost);
                if (_trial.Unpacks(_buffer.AsSpan(at, Math.Min(GzipTrial.MostBytes, _length - at))))
                {
                    return at;
                }
            }
        }

        return -1;
    }
}
