using System.IO.Hashing;

namespace TapeDeck.Engine.Gzip;

/// <summary>
/// The content of gzip data (RFC 1952), member after member, from its beginning or from a <see cref="GzipPoint"/>, up to the last byte that can be unpacked; damage ends it
/// and is told, not thrown, and <see cref="TryGoOn"/> goes on behind it. Not for use by two threads at a time. The stream below is disposed with this one.
/// </summary>
public sealed class GzipContent : ForwardStream
{
    /// <summary>Content between two places that are shown, each a few hundred bytes before a multiple of this: unpacked in a millisecond.</summary>
    internal const int PointDistance = 1 << 20;

    private const int MostPerByte = 1032; // that one byte of deflate can stand for
    private const int MostAtOnce = 512; // bytes that may be unpacked beyond a limit, and more

    private readonly BitInput _input;
    private readonly InflateWindow _window = new();
    private readonly Inflater _inflater;
    private readonly Crc32 _sum = new();
    private readonly GzipAllowance _allowance = new();
    private GzipSearch? _search;
    private long _reach;
    private long _unpacked;
    private long _memberBytes;
    private long _nextPoint = NextPoint(0);
    private int _taken;
    private bool _isInMember;
    private bool _isSummed;
    private bool _isSumWrong;
    private bool _isDamaged;

    /// <summary>Reads data from its beginning, at which it must stand.</summary>
    public GzipContent(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Packed = file;
        _input = new BitInput(file);
        _inflater = new Inflater(_input, _window);
    }

    /// <summary>Called with places from which on the file can be read.</summary>
    internal Action<GzipPoint>? Passed { get; set; }

    /// <summary>The data itself, for its length and position.</summary>
    public Stream Packed { get; }

    /// <summary>Whether the content was read to a place at which the data is damaged or ends too soon.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The byte of the data at which the member begins that is read.</summary>
    public long Member { get; private set; }

    /// <summary>Bytes of the content that were read.</summary>
    public override long Position
    {
        get => _unpacked - (_window.End - _taken);
        set => throw new NotSupportedException();
    }

    /// <summary>More than data of a size can unpack to, damaged or not: what of it is unpacked twice is bounded, too.</summary>
    public static long MostBytes(long packed) => GzipAllowance.AtFirst + (packed * (GzipAllowance.PerByte + (2 * MostPerByte)));

    /// <summary>Goes to the beginning, or to a place that reading from there has shown. The stream below must be able to seek.</summary>
    internal void GoTo(GzipPoint? point)
    {
        (_isInMember, _isSummed, _isSumWrong, _isDamaged, IsDamaged) = (point is { IsMember: false }, false, false, false, false);
        (Member, _reach) = (point?.Member ?? 0, 0);
        _window.Restore(point is null ? [] : point.Window);
        _taken = _window.End;
        _unpacked = point?.Start ?? 0;
        _nextPoint = NextPoint(_unpacked);
        try
        {
            Seek(point);
        }
        catch (InvalidDataException)
        {
            _isDamaged = true; // It is not the file any more that it was.
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var next = Next(buffer.Length);
        next.CopyTo(buffer);
        return next.Length;
    }

    /// <summary>Steps over content, to its end at most.</summary>
    public void Skip(long count)
    {
        while (count > 0 && Next(count) is { IsEmpty: false } skipped)
        {
            count -= skipped.Length;
        }
    }

    /// <summary>
    /// Goes on behind the damage that was met, with the next member that can be unpacked: its content is then read as if it followed what was read before. False when there is
    /// none, no damage was met, or the stream below cannot seek. Takes time in proportion to what is searched, whatever it holds.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; one can try again.</exception>
    public bool TryGoOn(CancellationToken cancellationToken = default)
    {
        if (!IsDamaged || !Packed.CanSeek || FindNext(cancellationToken) is not { } next)
        {
            return false;
        }

        _input.Seek(8 * next);
        (Member, _isInMember, _isSumWrong, _isDamaged, IsDamaged) = (next, false, false, false, false);
        Passed?.Invoke(GzipPoint.OfMember(_unpacked, next));
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Packed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes some content; none at the end.</summary>
    private ReadOnlySpan<byte> Next(long most)
    {
        while (_taken == _window.End)
        {
            IsDamaged = _isDamaged;
            if (_isDamaged || !Unpack())
            {
                return [];
            }
        }

        var count = (int)Math.Min(most, _window.End - _taken);
        _taken += count;
        return _window.Bytes.AsSpan(_taken - count, count);
    }

    private void Seek(GzipPoint? point)
    {
        if (point is { IsMember: false })
        {
            _inflater.Begin(point.Block, point.Position);
        }
        else
        {
            _input.Seek(point?.Position ?? 0);
        }
    }

    /// <summary>Unpacks some more; false at the end of the content.</summary>
    private bool Unpack()
    {
        if (_window.End >= InflateWindow.Limit)
        {
            _window.Slide();
            _taken = _window.End;
        }

        try
        {
            if (!_isInMember && !BeginMember())
            {
                return false;
            }

            Run();
        }
        catch (InvalidDataException)
        {
            _isDamaged = true;
        }

        return true;
    }

    /// <summary>
    /// The byte at which reading can go on: behind a member whose checksum alone is wrong. Else the next one may have been taken for a part of the damaged one, so it is searched
    /// for from the beginning of that.
    /// </summary>
    private long? FindNext(CancellationToken cancellationToken)
    {
        if (_isSumWrong && !_input.Ensure(1))
        {
            return null;
        }

        if (_isSumWrong && GzipHeader.IsNext(_input))
        {
            return _input.Position / 8;
        }

        _isSumWrong = false; // decided, also when the search is stopped
        _search ??= new GzipSearch(Packed, _allowance);
        return _search.Find(_allowance.IsLeft(_reach) ? Member + 1 : Math.Max(Member + 1, _reach), cancellationToken);
    }

    private void Run()
    {
        var (from, place) = (_window.End, _input.Position);
        var hasEnded = false;
        try
        {
            hasEnded = _inflater.Run((int)Math.Min(InflateWindow.Limit, from + Math.Max(1, _nextPoint - _unpacked)));
        }
        finally
        {
            Count(_window.Bytes.AsSpan(from, _window.End - from));
            Account(place / 8, _window.End - from);
        }

        if (hasEnded)
        {
            EndMember();
        }
        else if (_unpacked >= _nextPoint && _inflater.IsInBlock)
        {
            _nextPoint = NextPoint(_unpacked);
            Passed?.Invoke(new GzipPoint(_unpacked, Member, _inflater.BlockStart, _input.Position, _window.Repeatable.ToArray()));
        }
    }

    private static long NextPoint(long unpacked) => ((((unpacked + MostAtOnce) / PointDistance) + 1) * PointDistance) - MostAtOnce;

    private void Count(ReadOnlySpan<byte> content)
    {
        _unpacked += content.Length;
        _memberBytes += content.Length;
        if (_isSummed)
        {
            _sum.Append(content);
        }
    }

    private void Account(long from, int unpacked)
    {
        var to = (_input.Position + 7) / 8;
        if (from < _reach)
        {
            _allowance.Spend(to - from + unpacked);
        }

        _reach = Math.Max(_reach, to);
    }

    /// <summary>Steps over the header of the next member; false when there is none.</summary>
    private bool BeginMember()
    {
        if (!_input.Ensure(1))
        {
            return false;
        }

        var isNext = GzipHeader.IsNext(_input);
        Member = _input.Position / 8;
        if (!isNext)
        {
            throw new InvalidDataException("What follows is no compressed data.");
        }

        GzipHeader.Skip(_input);
        _window.Begin();
        _inflater.Begin();
        _sum.Reset();
        (_isInMember, _isSummed, _memberBytes) = (true, true, 0);
        return true;
    }

    private void EndMember()
    {
        var (sum, bytes) = GzipHeader.ReadEnd(_input);
        if (_isSummed && (sum != _sum.GetCurrentHashAsUInt32() || bytes != (uint)_memberBytes))
        {
            _isSumWrong = true;
            throw new InvalidDataException("The compressed data is damaged: its checksum is another one.");
        }

        _isInMember = false;
    }
}
