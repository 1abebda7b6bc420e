using System.IO.Pipelines;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;

namespace TapeDeck.Server.Recordings;

/// <summary>An export that is written while the recording is read. The first exchanges are read when it is opened, so that what is wrong shows before anything is sent.</summary>
internal sealed class StreamedExport : IRecordingExport
{
    private const long FlushBytes = 64 << 10;
    private readonly IExchangeExport _writer;
    private readonly IAsyncEnumerator<IReadOnlyList<RecordedExchange>> _parts;
    private bool _hasPart;

    private StreamedExport(string fileName, IExchangeExport writer, IAsyncEnumerator<IReadOnlyList<RecordedExchange>> parts)
    {
        FileName = fileName;
        _writer = writer;
        _parts = parts;
    }

    public string FileName { get; }

    public static async Task<IRecordingExport> OpenAsync(
        string fileName, IExchangeExport writer, IAsyncEnumerable<IReadOnlyList<RecordedExchange>> source, CancellationToken cancellationToken)
    {
        var export = new StreamedExport(fileName, writer, source.GetAsyncEnumerator(cancellationToken));
        try
        {
            export._hasPart = await export._parts.MoveNextAsync();
            return export;
        }
        catch
        {
            await export.DisposeAsync();
            throw;
        }
    }

    public async Task WriteAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        _writer.Begin(target);
        for (; _hasPart; _hasPart = await _parts.MoveNextAsync())
        {
            foreach (var exchange in _parts.Current)
            {
                _writer.Write(target, exchange);
                if (target.UnflushedBytes > FlushBytes)
                {
                    await FlushAsync(target, cancellationToken);
                }
            }
        }

        _writer.End(target);
        await FlushAsync(target, cancellationToken);
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static async ValueTask FlushAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        var flushed = await target.FlushAsync(cancellationToken);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            throw new OperationCanceledException("Nobody reads the export any more.");
        }
    }
}
