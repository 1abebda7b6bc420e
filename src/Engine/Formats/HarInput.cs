using System.Runtime.CompilerServices;
using System.Text.Json;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Formats;

/// <summary>Exchanges out of an HTTP archive (HAR 1.2). Its entries are read one at a time, however large it is.</summary>
/// <param name="content">The archive; left open.</param>
/// <param name="account">Where every entry is accounted for.</param>
public sealed class HarInput(Stream content, LedgerAccount account) : IRecordInput
{
    private readonly HarEntries _entries = new(content);
    private readonly FormatIds _ids = new();

    /// <inheritdoc/>
    public string Name => "HTTP archive";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (await _entries.NextAsync(stop).ConfigureAwait(false) is { } entry)
        {
            account.Seen(1);
            if (RecordsOf(entry.Span) is { } records)
            {
                account.Delivered(1);
                yield return records;
            }
            else
            {
                account.Dropped(LedgerReason.Malformed, 1);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Record[]? RecordsOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, HarJson.Default.HarEntry) is { } entry ? [.. HarMessages.Of(entry, _ids)] : null;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            return null;
        }
    }
}
