using System.Buffers;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>Writes records as <c>.gor</c> bytes to a stream, batch by batch. A reader that went away ends the output: what follows fails.</summary>
public sealed class StdoutOutput : IRecordOutput
{
    private const int WriteBytes = 256 << 10;
    private readonly Stream _stream;
    private readonly LedgerAccount _account;
    private readonly ArrayBufferWriter<byte> _collected = new();
    private int _count;

    /// <summary>An output to a stream that stays open.</summary>
    public StdoutOutput(Stream stream, LedgerAccount account)
    {
        _stream = stream;
        _account = account;
    }

    /// <inheritdoc/>
    public string Name => "stdout";

    /// <inheritdoc/>
    /// <exception cref="IOException">Nobody reads the stream any more.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<Record> batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            GorWriter.Write(_collected, batch.Span[i]);
            _count++;
            if (_collected.WrittenCount >= WriteBytes || i == batch.Length - 1)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_collected.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _account.Delivered(_count);
        _count = 0;
        _collected.ResetWrittenCount();
    }
}
