using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Gor;

/// <summary>
/// Reads the records of a <c>.gor</c> file or stream in file order, synchronously, in batches. Damage is reported with its offset and
/// reading goes on behind it; a file that is no <c>.gor</c> at all throws. Not for use by two threads at a time.
/// </summary>
public sealed class GorReader : IDisposable
{
    private const int MaxRecordBytes = 1 << 30;
    private const int BlockBytes = 64 << 10; // no large object of .NET: those are freed late
    private const int ReusedBytes = 256 << 10; // stays in the processor's cache
    private const int BatchRecords = 1024;
    private const int CheckedBytes = 1 << 20;
    private readonly Stream _content;
    private readonly Stream? _file;
    private readonly GorFeed _feed;
    private readonly GorEntry[] _batch = new GorEntry[BatchRecords];
    private bool _isChecked;
    private bool _goesOn;

    /// <summary>Reads a stream of records, not compressed. The stream is disposed with the reader.</summary>
    /// <param name="content">Stands in front of a header line, or at its end.</param>
    /// <param name="startOffset">The offset of the stream's first byte in its file, added to all offsets.</param>
    public GorReader(Stream content, long startOffset = 0)
        : this(content, content as FileStream, startOffset, isReused: false)
    {
    }

    private GorReader(Stream content, Stream? file, long startOffset, bool isReused)
    {
        _content = content;
        _file = file;
        _feed = new GorFeed(isReused ? ReusedBytes : BlockBytes, MaxRecordBytes, startOffset, isReused) { Damaged = damage => Damaged?.Invoke(damage) };
        _isChecked = startOffset > 0;
    }

    /// <summary>Called for each damage when it is met, before the records behind it are returned.</summary>
    public Action<GorDamage>? Damaged { get; init; }

    /// <summary>Whether the file is compressed.</summary>
    internal bool IsPacked => _content is GzipContent;

    /// <summary>Bytes of the file itself that were read, of one whose end is damaged all; 0 when it is no file.</summary>
    internal long FilePosition => _file is null ? 0 : _feed.HasEnded && !_goesOn ? _file.Length : _file.Position;

    /// <summary>
    /// Whether the end of the stream is only the end so far: what stands there unfinished is left unread and unreported, a later
    /// <see cref="ReadBatch"/> goes on if there is more, and <see cref="Position"/> tells another reader where to.
    /// </summary>
    public bool IsGrowing { get; init; }

    /// <summary>Where the first byte not returned and not reported stands; of a compressed file, in its content.</summary>
    public long Position => _feed.Position;

    /// <summary>How much of the file itself was read, 0–1; 0 when it is no file.</summary>
    public double Fraction => _file is { Length: > 0 and var length } ? (double)FilePosition / length : 0;

    /// <summary>Opens a file, compressed with gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="startOffset">0, or an offset that <see cref="Position"/> or an entry gave.</param>
    /// <param name="damaged">See <see cref="Damaged"/>.</param>
    /// <param name="isGrowing">See <see cref="IsGrowing"/>.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read it.</exception>
    public static GorReader Open(string path, long startOffset = 0, Action<GorDamage>? damaged = null, bool isGrowing = false)
    {
        var content = GorFile.OpenContent(path, startOffset, out var file);
        return new GorReader(content, file, startOffset, isReused: false) { Damaged = damaged, IsGrowing = isGrowing };
    }

    /// <summary>The same for one who keeps no records: those of a batch are good only until the next one is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="startOffset">See <see cref="Open"/>.</param>
    /// <param name="damaged">See <see cref="Damaged"/>.</param>
    /// <param name="isGrowing">See <see cref="IsGrowing"/>.</param>
    /// <param name="nearest">A place in a compressed file at or before the offset.</param>
    /// <param name="passed">Called now and then with a place from which on a compressed file can be read.</param>
    internal static GorReader OpenPassing(string path, long startOffset, Action<GorDamage> damaged, bool isGrowing, GzipPoint? nearest, Action<GzipPoint> passed)
    {
        var content = GorFile.OpenContent(path, startOffset, out var file, nearest);
        if (content is GzipContent packed)
        {
            packed.Passed = passed;
        }

        return new GorReader(content, file, startOffset, isReused: true) { Damaged = damaged, IsGrowing = isGrowing };
    }

    /// <summary>The record that stands at an entry's offset in a file that is not compressed, given as the bytes of that entry.</summary>
    /// <param name="bytes">Header line and payload, as <see cref="GorEntry.Length"/> counts them; the record keeps them.</param>
    /// <exception cref="GorFormatException">They do not begin with a header line.</exception>
    public static Record Parse(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Span.IndexOf((byte)'\n');
        return length >= 0 && GorHeaderLine.TryParseLenient(bytes.Span[..length], out var header)
            ? GorFeed.MakeRecord(bytes, header, length + 1, bytes.Length, RecordFlags.None)
            : throw new GorFormatException("There is no header line of type, id and timestamp.");
    }

    /// <summary>
    /// The next records; empty at the end. The batch belongs to the caller until the next call, its records may be kept.
    /// </summary>
    /// <param name="cancellationToken">Ends the search for what can be read behind damage.</param>
    /// <exception cref="GorFormatException">The first bytes are not those of a <c>.gor</c> file.</exception>
    /// <exception cref="IOException">The file cannot be read on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadOnlyMemory<GorEntry> ReadBatch(CancellationToken cancellationToken = default)
    {
        var count = 0;
        while (count < _batch.Length)
        {
            CheckStart(cancellationToken);
            if (_feed.TryRead(out _batch[count]))
            {
                count++;
            }
            else if (count > 0 || !ReadMore(cancellationToken))
            {
                break;
            }
        }

        return _batch.AsMemory(0, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        _file?.Dispose();
    }

    /// <summary>Looks at the first bytes, and at more of them as long as those might be read another way.</summary>
    private void CheckStart(CancellationToken cancellationToken)
    {
        while (!_isChecked)
        {
            var start = _feed.Unconsumed.Span;
            var reason = GorFile.WhyNotGor(start);
            if ((reason is not null || !start.Contains((byte)'\n')) && start.Length < CheckedBytes && !_feed.HasEnded && ReadMore(cancellationToken))
            {
                continue;
            }

            if (reason is not null && !_goesOn)
            {
                throw new GorFormatException(reason);
            }

            _isChecked = _goesOn || !start.IsEmpty; // what begins behind damage may begin anywhere
            break;
        }
    }

    /// <summary>Reads on; false when that changes nothing, for now or for good.</summary>
    private bool ReadMore(CancellationToken cancellationToken)
    {
        if (_feed.HasEnded && !_goesOn)
        {
            return false;
        }

        if (_goesOn)
        {
            _feed.GoOn();
            _goesOn = false;
        }

        var room = _feed.Room().Span;
        var count = _content.Read(room);
        _feed.Add(count);
        if (count > 0)
        {
            return true;
        }

        if (!IsGrowing)
        {
            End(cancellationToken);
        }

        return !IsGrowing;
    }

    /// <summary>The end, or damage of a compressed file: what stands unfinished before it does not go on behind it.</summary>
    private void End(CancellationToken cancellationToken)
    {
        var damaged = _content is GzipContent { IsDamaged: true } packed ? packed : null;
        _goesOn = damaged?.TryGoOn(cancellationToken) == true;
        _feed.End(
            damaged is null ? null
            : _goesOn ? $"The compressed data is damaged; reading goes on with what begins at byte {damaged.Member} of the file."
            : "The compressed data is damaged or ends too soon.");
    }
}
