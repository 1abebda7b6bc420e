using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Index;

/// <summary>The content of a compressed file. Who asks for what follows the last bytes reads on; else it is unpacked from the last place that the index knows before them.</summary>
/// <param name="index">The recording's index, which stays open meanwhile.</param>
/// <param name="file">Position of the file in the recording's list of files, from 0.</param>
/// <param name="path">The file.</param>
internal sealed class PackedContent(RecordingIndex index, int file, string path) : RecordFiles.IContent
{
    private const int PointsAtATime = 16;

    private readonly GzipContent _content = new(GorFile.OpenLocal(path));
    private List<ContentPoint> _known = [];
    private bool _hasEnded;

    public int Read(long offset, Span<byte> bytes)
    {
        GoTo(offset);
        var count = _content.Read(bytes);
        if (count == 0 && _content.IsDamaged && Find(offset) is { IsMember: true } next && next.Start == offset)
        {
            _content.GoTo(next);
            count = _content.Read(bytes);
        }

        _hasEnded = count == 0; // or damaged, and nothing behind that was indexed, unless the file has changed since
        return count;
    }

    public void Dispose() => _content.Dispose();

    private void GoTo(long offset)
    {
        if (offset == _content.Position && !_hasEnded)
        {
            return;
        }

        var nearest = Find(offset);
        if (_hasEnded || offset < _content.Position || nearest?.Start >= _content.Position)
        {
            _content.GoTo(nearest);
        }

        _content.Skip(offset - _content.Position);
    }

    /// <summary>Places are mostly asked for in order: the next ones come along.</summary>
    private GzipPoint? Find(long offset)
    {
        var at = _known.FindLastIndex(point => point.Place.Start <= offset);
        if (at < 0 || at == _known.Count - 1)
        {
            _known = index.Points(file, offset, PointsAtATime);
            at = 0;
        }

        return at < _known.Count ? _known[at].Place : null;
    }
}
