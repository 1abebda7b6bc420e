using System.Buffers;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Finds where one record ends, without I/O and resumable. A separator inside a body does not end the record if the message's own
/// framing says otherwise; a record that was cut short is told apart from the one that goes on in its place (spec §1.4).
/// </summary>
internal sealed class GorRecordScanner
{
    private const string InHeaderLine = "The record is cut short in its header line.";
    private const string CutShort = "The record is cut short: another one begins inside it.";
    private readonly GorMessageEnd _message = new();
    private GorHeaderLine _header;
    private int _payloadStart;
    private int _searched;
    private int _candidate;
    private int _fallback;
    private bool _skipping;
    private bool _isResting;

    /// <summary>
    /// Looks at bytes that begin with a header line. Done: <paramref name="extent"/> is a record. InvalidData: it is damage to be skipped.
    /// NeedMoreData: call again with the same bytes and more; never when <paramref name="isLast"/> says that there are no more.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isLast">Whether no more will come.</param>
    /// <param name="extent">What was found.</param>
    /// <param name="isResting">Whether more will come, but not now: nothing behind a separator is then taken for the start of the next record.</param>
    public OperationStatus Scan(ReadOnlySpan<byte> bytes, bool isLast, out GorExtent extent, bool isResting = false)
    {
        _isResting = isResting;
        OperationStatus status;
        if (_skipping)
        {
            status = Skip(bytes, isLast, reason: null, out extent);
        }
        else
        {
            extent = default;
            status = _payloadStart > 0 ? OperationStatus.Done : ScanHeader(bytes, isLast, out extent);
            status = status == OperationStatus.Done ? ScanPayload(bytes, isLast, out extent) : status;
        }

        _payloadStart = status == OperationStatus.NeedMoreData ? _payloadStart : 0;
        return status;
    }

    /// <summary>Gives up the record being looked at; what follows up to the next one is skipped as the same damage.</summary>
    public void Abandon()
    {
        _skipping = true;
        _payloadStart = 0;
    }

    private OperationStatus ScanHeader(ReadOnlySpan<byte> bytes, bool isLast, out GorExtent extent)
    {
        extent = default;
        var length = bytes.IndexOf((byte)'\n');
        if (length < 0 && bytes.Length < GorHeaderLine.MaxBytes)
        {
            extent = GorExtent.Damage(bytes.Length, InHeaderLine);
            return isLast ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        }

        var line = bytes[..Math.Max(length, 0)];
        if (!GorHeaderLine.TryParse(line, out _header))
        {
            var inside = GorHeaderLine.FindAtEnd(line);
            if (inside > 0)
            {
                extent = GorExtent.Damage(inside, InHeaderLine);
                return OperationStatus.InvalidData;
            }

            if (!GorHeaderLine.TryParseLenient(line, out _header))
            {
                return Skip(bytes, isLast, "There is no header line of type, id and timestamp.", out extent);
            }
        }

        _payloadStart = length + 1;
        _searched = length; // the LF of the header line is the separator's if the payload is missing altogether
        _candidate = _fallback = -1;
        _message.Reset(_header.Kind);
        return OperationStatus.Done;
    }

    private OperationStatus ScanPayload(ReadOnlySpan<byte> bytes, bool isLast, out GorExtent extent)
    {
        extent = default;
        while (true)
        {
            if (_candidate < 0)
            {
                var found = GorSeparator.IndexOf(bytes[_searched..]);
                if (found < 0)
                {
                    _searched = Math.Max(_searched, bytes.Length - GorSeparator.Length + 1);
                    return isLast ? EndOfFile(bytes, out extent) : OperationStatus.NeedMoreData;
                }

                _candidate = _searched + found;
            }

            var end = Math.Max(_candidate, _payloadStart);
            switch (_message.Judge(bytes[_payloadStart..], end - _payloadStart, Follower(bytes, _candidate, isLast), isLast))
            {
                case GorVerdict.NeedMoreData:
                    return OperationStatus.NeedMoreData;
                case GorVerdict.AnotherBegins:
                    extent = GorExtent.Damage(_payloadStart + _message.Position, CutShort);
                    return OperationStatus.InvalidData;
                case GorVerdict.EndsHere:
                    extent = Record(end, _candidate + GorSeparator.Length);
                    return OperationStatus.Done;
                case GorVerdict.EndsAtPosition:
                    extent = Record(_payloadStart + _message.Position, _payloadStart + _message.Position + GorSeparator.Length);
                    return OperationStatus.Done;
            }

            _fallback = _fallback < 0 ? _candidate : _fallback;
            _searched = _candidate + 1;
            _candidate = -1;
        }
    }

    private GorExtent Record(int payloadEnd, int end) =>
        new() { Header = _header, PayloadStart = _payloadStart, PayloadEnd = payloadEnd, End = end, Flags = _message.Flags };

    private OperationStatus EndOfFile(ReadOnlySpan<byte> bytes, out GorExtent extent)
    {
        if (_fallback >= 0)
        {
            extent = Record(_fallback, _fallback + GorSeparator.Length);
            return OperationStatus.Done;
        }

        var another = _message.FindAnother(bytes[_payloadStart..], 0);
        extent = another >= 0
            ? GorExtent.Damage(_payloadStart + another, CutShort)
            : GorExtent.Damage(bytes.Length, "The last record is cut short: no separator follows it.");
        return OperationStatus.InvalidData;
    }

    /// <summary>Goes on to the next separator that has something like a record behind it, without holding what lies between.</summary>
    private OperationStatus Skip(ReadOnlySpan<byte> bytes, bool isLast, string? reason, out GorExtent extent)
    {
        _skipping = false;
        for (var from = 0; GorSeparator.IndexOf(bytes[from..]) is var found and >= 0; from += found + 1)
        {
            var right = Follower(bytes, from + found, isLast).LooksRight;
            if (right != false)
            {
                _skipping = right is null;
                extent = GorExtent.Damage(from + found + (_skipping ? 0 : GorSeparator.Length), reason);
                return extent.End > 0 ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
            }
        }

        var rest = isLast ? 0 : Math.Min(bytes.Length, GorSeparator.Length - 1);
        _skipping = !isLast;
        extent = GorExtent.Damage(bytes.Length - rest, reason);
        return extent.End > 0 ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
    }

    private GorFollower Follower(ReadOnlySpan<byte> bytes, int separator, bool isLast) => new(bytes, separator, isLast, _isResting);
}
