using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>What came of a stream while its reader had to wait for the other stream.</summary>
internal sealed class StreamBacklog
{
    private List<Entry> _entries = [];

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Bytes kept.</summary>
    public int Bytes { get; private set; }

    /// <summary>Where the first waiting bytes come from.</summary>
    public SegmentMark FirstMark => _entries[0].Mark;

    /// <summary>The first waiting bytes.</summary>
    public ReadOnlySpan<byte> FirstBytes => _entries[0].Bytes;

    public void Add(in SegmentMark mark, ReadOnlySpan<byte> bytes)
    {
        _entries.Add(new Entry(mark, bytes.ToArray(), 0, null));
        Bytes += bytes.Length;
    }

    public void AddGap(long length) => _entries.Add(new Entry(default, [], length, null));

    public void AddEnd(StreamEnd end) => _entries.Add(new Entry(default, [], 0, end));

    /// <summary>Gives everything to the reader again, which may put the rest back.</summary>
    public void Replay(MessageReader reader)
    {
        var entries = _entries;
        _entries = [];
        Bytes = 0;
        foreach (var (mark, bytes, gap, end) in entries)
        {
            if (end is not null)
            {
                reader.End(end.Value);
            }
            else if (gap != 0)
            {
                reader.Gap(gap);
            }
            else
            {
                reader.Feed(mark, bytes);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _entries.Clear();
        Bytes = 0;
    }

    private readonly record struct Entry(SegmentMark Mark, byte[] Bytes, long Gap, StreamEnd? End);
}
