using System.Globalization;
using TapeDeck.Engine;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Recordings;

/// <summary>Makes a <c>.gor</c> file of a file in another format.</summary>
internal static class RecordingConversion
{
    /// <summary>Moves or converts a file; one that is moved keeps its bytes, and is named as packed when it is. Returns what was left out, in words.</summary>
    /// <exception cref="ConversionException">It cannot be read or stored, or there is no exchange in it.</exception>
    public static async Task<List<string>> ConvertAsync(FileFormat format, string source, string target, CancellationToken cancellationToken)
    {
        if (format == FileFormat.Gor)
        {
            File.Move(source, RecordingContent.IsPacked(source) ? $"{target}.gz" : target);
            return [];
        }

        var ledger = new Ledger();
        try
        {
            await using var content = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var input = Open(format, source, content, ledger);
            var written = await WriteAsync(input, target, cancellationToken);
            File.Delete(source);
            return written > 0 ? [.. NotesOf(ledger)] : throw new ConversionException($"There is no HTTP exchange in it. {string.Join(" ", NotesOf(ledger))}".Trim());
        }
        catch (PlanException wrong)
        {
            throw new ConversionException(string.Join(" ", wrong.Faults.Select(fault => fault.Message.Replace($"'{source}'", "The file", StringComparison.Ordinal))));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException(failure.Message.Replace($"'{source}'", "The file", StringComparison.Ordinal));
        }
    }

    private static IRecordInput Open(FileFormat format, string path, Stream content, Ledger ledger) => format switch
    {
        FileFormat.Packets => PacketFileInput.Open(new PacketFileInputPlan { File = path, TrackResponses = true }, ledger),
        FileFormat.Har => new HarInput(content, ledger),
        FileFormat.AccessLog => new AccessLogInput(content, ledger.Account("lines")),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no format of a recording"),
    };

    private static async Task<long> WriteAsync(IRecordInput input, string target, CancellationToken cancellationToken)
    {
        var written = 0L;
        await using var file = new RecordingWriter(target);
        await foreach (var batch in input.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                GorWriter.Write(file.Target, batch.Span[i]);
            }

            written += batch.Length;
            await file.FlushAsync(cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested(); // a stop of an input is orderly: what it gave so far would look whole
        await file.CompleteAsync();
        return written;
    }

    private static IEnumerable<string> NotesOf(Ledger ledger) =>
        from entry in ledger.Snapshot()
        from dropped in entry.Dropped
        where dropped.Value > 0 && dropped.Key is not (LedgerReason.NotTcp or LedgerReason.OtherEndpoint or LedgerReason.Duplicate)
        select string.Create(CultureInfo.InvariantCulture, $"Left out: {dropped.Value:N0} of {entry.Seen:N0} {entry.Name} ({dropped.Key.ToWords()}).");
}

/// <summary>A file could not be made into a recording; the message is for its sender.</summary>
internal sealed class ConversionException(string message) : Exception(message);
