using System.Buffers;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Query;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

/// <summary>A folder with the files of a recording and its index.</summary>
internal sealed class IndexedRecording : IDisposable
{
    private readonly TempFolder _folder = new();

    public IndexedRecording() => Open();

    public RecordingIndex Index { get; private set; } = null!;

    public RecordingIndexer Indexer { get; private set; } = null!;

    public List<string> Files { get; } = [];

    public string IndexPath => _folder.File("recording.duckdb");

    public string Add(string name, params IEnumerable<Record> records)
    {
        var path = _folder.File(name);
        Files.Add(path);
        Append(path, records);
        return path;
    }

    public string Add(string name, byte[] content)
    {
        var path = _folder.File(name);
        Files.Add(path);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static void Append(string path, params IEnumerable<Record> records)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            GorWriter.Write(bytes, record);
            if (bytes.WrittenCount > 1 << 20)
            {
                file.Write(bytes.WrittenSpan);
                bytes.ResetWrittenCount();
            }
        }

        file.Write(bytes.WrittenSpan);
    }

    /// <summary>Reads everything there is.</summary>
    public void ReadOn(bool isGrowing = false)
    {
        while (!Indexer.Advance(Files, isGrowing, TestContext.Current.CancellationToken))
        {
        }
    }

    public ExchangeWindow Page(ExchangeFilter filter, long start = 0, int count = 100) =>
        Index.Page(filter, start, count, TestContext.Current.CancellationToken);

    public ExchangeWindow Page(string query, long start = 0, int count = 100) => Page(new ExchangeFilter { Query = Parsed.Of(query) }, start, count);

    /// <summary>The numbers of all that fit, found by the index alone or by a scan, as it takes.</summary>
    public int[] Search(ExchangeFilter filter)
    {
        if (!ExchangeScan.IsNeeded(filter))
        {
            return [.. Page(filter, 0, int.MaxValue).Rows.Select(row => (int)row.Number)];
        }

        var scan = new ExchangeScan(Files, filter);
        scan.Run(Index, cancellationToken: TestContext.Current.CancellationToken);
        return [.. scan.Page(Index, 0, int.MaxValue, TestContext.Current.CancellationToken).Rows.Select(row => (int)row.Number)];
    }

    public IReadOnlyList<ExchangeSummary> All() => Page(new ExchangeFilter(), 0, int.MaxValue).Rows;

    public RecordingFigures Figures() => Index.Figures(cancellationToken: TestContext.Current.CancellationToken);

    public IndexedExchange? Find(long number) => Index.Find(number, TestContext.Current.CancellationToken);

    /// <summary>What a restart of the program does.</summary>
    public void Reopen(Action? between = null)
    {
        Close();
        between?.Invoke();
        Open();
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }

    private void Open()
    {
        Index = RecordingIndex.Open(IndexPath);
        Indexer = new RecordingIndexer(Index);
    }

    private void Close()
    {
        Indexer.Dispose();
        Index.Dispose();
    }
}
