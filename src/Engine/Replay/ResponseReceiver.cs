using System.Buffers;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Replay;

/// <summary>Finds the end of one response after the other in the bytes of a connection; passes over interim ones and keeps the beginning of the rest.</summary>
/// <param name="keptBytes">Bytes of a response to hand out in the end; 0 for none.</param>
/// <param name="readBytes">Bytes of a response to look at before that, 0 for none.</param>
internal sealed class ResponseReceiver(int keptBytes, int readBytes = 0)
{
    private readonly int _room = Math.Max(keptBytes, readBytes);
    private readonly HttpMessageScanner _scanner = HttpMessageScanner.ForResponses();
    private readonly ArrayBufferWriter<byte> _kept = new();
    private byte[] _buffer = new byte[16 << 10];
    private int _start;
    private int _end;
    private bool _answersHead;

    /// <summary>Bytes of the response so far, kept or not.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether any byte came since <see cref="Begin"/>, even of an interim response.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Whether bytes have come of the response itself.</summary>
    public bool HasBegun => Bytes > 0 || _end > _start;

    /// <summary>Status code; 0 before the head is complete.</summary>
    public int Status => _scanner.HasHead ? _scanner.Status : 0;

    /// <summary>Whether the connection can carry another request after this response.</summary>
    public bool AllowsReuse => _scanner is { KeepsAlive: true, EndsHttp: false, Framing: not BodyFraming.UntilClose } && _start == _end;

    /// <summary>Whether more came than was kept.</summary>
    public bool IsTruncated => Bytes > Math.Min(keptBytes, _kept.WrittenCount);

    /// <summary>The beginning of the response; holds until more is received.</summary>
    public ReadOnlyMemory<byte> Beginning => _kept.WrittenMemory;

    /// <summary>Gets ready for the response to the next request.</summary>
    public void Begin(bool answersHead)
    {
        _answersHead = answersHead;
        _start = 0;
        _end = 0;
        HasAny = false;
        Restart();
    }

    /// <summary>Where to receive to; never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            // What is left is the beginning of a head or of a chunk's size line, which the scanner wants whole; it also says when that grows absurd.
            var larger = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
            _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
            _buffer = larger;
            _end -= _start;
            _start = 0;
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Goes on with what was received; done when the response is complete.</summary>
    public OperationStatus Advance(int received)
    {
        HasAny = true;
        _end += received;
        while (true)
        {
            var unconsumed = _buffer.AsSpan(_start, _end - _start);
            var status = _scanner.Scan(unconsumed, out var consumed);
            Keep(unconsumed[..consumed]);
            _start += consumed;
            if (status != OperationStatus.Done || !_scanner.IsInterim)
            {
                return status;
            }

            Restart();
        }
    }

    /// <summary>The connection was closed: whether that completes the response.</summary>
    public bool OnEnd() => _scanner.OnEnd();

    /// <summary>The response will not be completed: what came of it and made no sense yet counts as part of it.</summary>
    public void GiveUp()
    {
        Keep(_buffer.AsSpan(_start, _end - _start));
        _start = _end;
    }

    /// <summary>A copy of what is handed out.</summary>
    public byte[] CopyKept() => _kept.WrittenSpan[..Math.Min(keptBytes, _kept.WrittenCount)].ToArray();

    private void Restart()
    {
        _scanner.Reset();
        _scanner.AnswersHead = _answersHead;
        _kept.ResetWrittenCount();
        Bytes = 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        var room = _room - _kept.WrittenCount;
        _kept.Write(bytes.Length <= room ? bytes : bytes[..room]);
    }
}
