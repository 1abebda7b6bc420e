using System.Buffers;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>Frames the messages of one stream and keeps their bytes; what they mean to the conversation is said by the two kinds of readers.</summary>
internal abstract class MessageReader(HttpMessageScanner scanner, CaptureContext context)
{
    private const int MostWaiting = 1 << 20;

    private readonly MessageInProgress _message = new(scanner, context);
    private readonly StreamBacklog _backlog = new();
    private bool _isSeeking;
    private bool _isClosed;

    /// <summary>May a message begin here?</summary>
    protected enum Permission
    {
        Granted,

        /// <summary>Not before the other stream has told more.</summary>
        Wait,

        /// <summary>What follows is no HTTP.</summary>
        Never,
    }

    /// <summary>Whether this stream waits for the other one.</summary>
    public bool IsWaiting => !_backlog.IsEmpty;

    /// <summary>Whether the stream may wait at all; not at the end of the connection, nor when too much has piled up.</summary>
    public bool IsPatient { get; set; } = true;

    /// <summary>Whether no message can come any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Sequence number after the bytes seen so far; null before the first.</summary>
    public uint? Position { get; private set; }

    /// <summary>Whether a message has begun of which the head is not whole.</summary>
    public bool HasPartialHead => HasBegun && !Scanner.HasHead;

    /// <summary>Bytes kept of unfinished work.</summary>
    public long BufferedBytes => _message.Capacity + _backlog.Bytes;

    protected HttpMessageScanner Scanner => scanner;

    protected CaptureContext Context => context;

    /// <summary>Where the first byte of the message in progress was.</summary>
    protected SegmentMark First => _message.First;

    /// <summary>Whether a message is in progress.</summary>
    protected bool HasBegun => _message.HasBegun;

    /// <summary>Whether nothing after the head of the message in progress has come.</summary>
    protected bool HasOnlyHead => _message.HasOnlyHead;

    /// <summary>Takes the next bytes of the stream.</summary>
    public void Feed(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        Position = mark.Sequence + (uint)bytes.Length;
        if (_isClosed)
        {
            return;
        }

        if (IsWaiting)
        {
            _backlog.Add(mark, bytes);
            return;
        }

        if (HasBegun && StartsAnother(mark, bytes))
        {
            GiveUp(LedgerReason.Incomplete);
        }

        if (!_isSeeking || scanner.CanStartAt(bytes))
        {
            _isSeeking = false;
            Read(mark, bytes);
        }
    }

    /// <summary>Bytes are missing: −1 when nobody knows how many.</summary>
    public void Gap(long length)
    {
        if (_isClosed)
        {
            return;
        }

        if (IsWaiting)
        {
            _backlog.AddGap(length);
            return;
        }

        Position += length > 0 ? (uint)length : 0;
        if (HasBegun && length > 0 && _message.TrySkip(length))
        {
            if (scanner.Scan([], out _) == OperationStatus.Done)
            {
                Complete(_message.Detach(), Position!.Value);
            }

            return;
        }

        if (HasBegun)
        {
            GiveUp(LedgerReason.Incomplete);
        }
        else if (length > 0 && !_isSeeking)
        {
            context.Messages.Seen();
            context.Messages.Dropped(LedgerReason.Gap); // one message at least
        }

        LosePlace();
    }

    /// <summary>No more bytes come.</summary>
    public void End(StreamEnd end)
    {
        if (_isClosed)
        {
            return;
        }

        if (IsWaiting)
        {
            _backlog.AddEnd(end);
            return;
        }

        if (HasBegun && end == StreamEnd.Finished && scanner.HasHead && scanner.OnEnd())
        {
            Complete(_message.Detach(), Position!.Value);
        }
        else if (HasBegun)
        {
            GiveUp(end == StreamEnd.Evicted ? LedgerReason.Evicted : LedgerReason.Incomplete);
        }

        _isClosed = true;
    }

    /// <summary>What follows is no HTTP: ignores it.</summary>
    public void Close()
    {
        if (HasBegun)
        {
            GiveUp(LedgerReason.Unparsable);
        }

        _backlog.Clear();
        _isClosed = true;
    }

    /// <summary>Goes on with what was waiting, if it need not wait any more.</summary>
    public bool Release()
    {
        if (!IsWaiting || MayBegin(_backlog.FirstMark, _backlog.FirstBytes) == Permission.Wait)
        {
            return false;
        }

        _backlog.Replay(this);
        return true;
    }

    /// <summary>Asked before a message begins.</summary>
    protected abstract Permission MayBegin(in SegmentMark mark, ReadOnlySpan<byte> bytes);

    /// <summary>A message begins at <see cref="First"/>: the scanner may be told what it answers.</summary>
    protected virtual void OnBegin()
    {
    }

    /// <summary>The head of the message in progress is whole; <paramref name="start"/> begins with it, as far as it is kept.</summary>
    protected abstract void OnHead(ReadOnlySpan<byte> start);

    /// <summary>The message in progress is whole, or as whole as it will get.</summary>
    protected abstract void OnMessage(in CapturedMessage message);

    /// <summary>The message in progress will not be recorded.</summary>
    protected abstract void OnDropped();

    /// <summary>The messages that follow do not directly follow those before.</summary>
    protected abstract void OnPlaceLost();

    /// <summary>Whether a segment shows that the message in progress was left unfinished.</summary>
    protected abstract bool StartsAnother(in SegmentMark mark, ReadOnlySpan<byte> bytes);

    private void Read(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (!_isClosed && !_isSeeking)
        {
            if (!HasBegun)
            {
                taken += HttpMessageScanner.EmptyLinesBefore(bytes[taken..]);
                if (taken == bytes.Length || !TryBegin(mark.After(taken), bytes[taken..]))
                {
                    return;
                }
            }

            taken += ReadOn(mark.After(taken), bytes[taken..]);
            if (taken == bytes.Length)
            {
                return;
            }
        }
    }

    private bool TryBegin(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        switch (MayBegin(mark, bytes))
        {
            case Permission.Wait:
                _backlog.Add(mark, bytes);
                IsPatient &= _backlog.Bytes < MostWaiting;
                return false;
            case Permission.Never:
                Close();
                return false;
            default:
                _message.Begin(mark);
                context.Messages.Seen();
                OnBegin();
                return true;
        }
    }

    /// <summary>Scans on; returns how many of the bytes belong to the message, or all of them when its end has not come.</summary>
    private int ReadOn(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        var hadHead = scanner.HasHead;
        var status = _message.Add(mark, bytes, out var taken, out var payload);
        if (!hadHead && scanner.HasHead)
        {
            OnHead(status == OperationStatus.Done ? payload.Span : _message.Kept);
        }

        if (status == OperationStatus.Done)
        {
            Complete(payload, mark.Sequence + (uint)taken);
        }
        else if (status == OperationStatus.InvalidData)
        {
            GiveUp(LedgerReason.Unparsable);
            LosePlace();
        }

        return taken;
    }

    private void Complete(ReadOnlyMemory<byte> payload, uint end)
    {
        var isKept = !_message.IsIncomplete || context.AllowIncomplete;
        var message = _message.End(payload, end);
        if (isKept)
        {
            OnMessage(message);
        }
        else
        {
            context.Messages.Dropped(LedgerReason.Incomplete);
            OnDropped();
        }

        _message.Clear();
    }

    private void GiveUp(LedgerReason reason)
    {
        if (context.AllowIncomplete && reason != LedgerReason.Unparsable && scanner.HasHead)
        {
            _message.IsIncomplete = true;
            Complete(_message.Detach(), Position ?? First.Sequence);
            return;
        }

        _message.Abandon();
        context.Messages.Dropped(reason);
        OnDropped();
        _message.Clear();
    }

    private void LosePlace()
    {
        _isSeeking = true;
        OnPlaceLost();
    }
}
