using System.Runtime.CompilerServices;
using System.Text.Json;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Formats;

/// <summary>Exchanges out of an HTTP archive (HAR 1.2). Its entries are read one at a time, however large it is.</summary>
/// <param name="content">The archive; left open.</param>
/// <param name="ledger">Where every entry is accounted for, and what of an entry has no place in a recording.</param>
public sealed class HarInput(Stream content, Ledger ledger) : IRecordInput
{
    private readonly LedgerAccount _account = ledger.Account("entries");
    private readonly HarEntries _entries = new(content);
    private readonly FormatIds _ids = new();

    /// <inheritdoc/>
    public string Name => "HTTP archive";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (await _entries.NextAsync(stop).ConfigureAwait(false) is { } entry)
        {
            _account.Seen(1);
            if (RecordsOf(entry.Span) is { } records)
            {
                _account.Delivered(1);
                yield return records;
            }
            else
            {
                _account.Dropped(LedgerReason.Malformed, 1);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void LeaveOut(string what, LedgerReason reason, int count)
    {
        if (count > 0)
        {
            ledger.Account(what).Seen(count);
            ledger.Account(what).Dropped(reason, count);
        }
    }

    private Record[]? RecordsOf(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, HarJson.Default.HarEntry) is not { } entry)
            {
                return null;
            }

            LeaveOut("WebSocket messages", LedgerReason.NotApplicable, entry.WebSocketMessages);
            LeaveOut("files of forms without content", LedgerReason.Incomplete, entry.Request.PostData?.Fields.Count(field => field is { IsFile: true, Value: null }) ?? 0);
            return [.. HarMessages.Of(entry, _ids)];
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            return null;
        }
    }
}
