using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Index;

/// <summary>The headers of a recording's messages, most frequent first: names, or the values of one. The index has none, so some messages are read, spread over the recording.</summary>
public static class HeaderValues
{
    private const int Parts = 8;
    private const int LookedAtInAPart = 250;
    private const int LongestShown = 200;

    /// <summary>Whether a field is that of a header, or the beginning of all of them, such as <c>request.header.</c>.</summary>
    public static bool IsHeader(string field) => Split(field) is not null;

    /// <summary>The values of a header, or the names of all when the field names none; those that begin with a text, in any case.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<(string Value, long Count)> Of(
        RecordingIndex index, IReadOnlyList<string> files, string field, string prefix, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (Split(field) is not var (side, name))
        {
            return [];
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var bytes = new RecordBytes(index, files);
        var exchange = new ScannedExchange(bytes);
        foreach (var candidate in Sample(index, cancellationToken))
        {
            exchange.MoveTo(candidate);
            foreach (var one in ExchangePredicate.Sides(side))
            {
                Count(exchange.Headers(one), name, prefix, counts);
            }
        }

        return [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(count).Select(pair => (pair.Key, pair.Value))];
    }

    private static (MessageSide Side, string Name)? Split(string field) => field.Split("header.", 2) switch
    {
        ["", var name] => (MessageSide.Either, name),
        ["request.", var name] => (MessageSide.Request, name),
        ["response.", var name] => (MessageSide.Response, name),
        _ => null,
    };

    private static IEnumerable<ScanCandidate> Sample(RecordingIndex index, CancellationToken cancellationToken)
    {
        var total = index.Count();
        var step = Math.Max(LookedAtInAPart, total / Parts);
        for (var from = 0L; from < total; from += step)
        {
            foreach (var candidate in index.Candidates(new ExchangeFilter(), from, from + LookedAtInAPart, withSummary: false, cancellationToken))
            {
                yield return candidate;
            }
        }
    }

    private static void Count(HeaderBlock headers, string name, string prefix, Dictionary<string, long> counts)
    {
        foreach (var header in headers)
        {
            var headerName = Encoding.ASCII.GetString(header.Name).ToLowerInvariant();
            var shown = name.Length == 0 ? headerName : headerName.Equals(name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(header.Value) : "";
            if (shown.Length is > 0 and <= LongestShown && shown.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                counts[shown] = counts.GetValueOrDefault(shown) + 1;
            }
        }
    }
}
