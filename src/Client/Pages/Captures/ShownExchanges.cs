using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Pages.Captures;

/// <summary>
/// The exchanges that a live view showed last, whole: at tens of thousands a second the ring has moved on before a person has pressed the row they see.
/// Bounded by count and bytes; what was shown longest ago goes first.
/// </summary>
public sealed class ShownExchanges(Func<long, ExchangeContent?> find)
{
    private const int Most = 500;
    private const long MostBytes = 2 << 20;
    private readonly Dictionary<long, ExchangeContent> _byNumber = [];
    private readonly Queue<long> _oldestFirst = new();
    private long _bytes;

    /// <summary>Keeps what is shown now, newest first.</summary>
    public void Keep(IEnumerable<ExchangeSummary> rows)
    {
        foreach (var row in rows.Reverse())
        {
            var known = Find(row.Number);
            if (known?.Summary != row && find(row.Number) is { } content)
            {
                Keep(content, known);
            }
        }

        while (_oldestFirst.Count > Most || _bytes > MostBytes)
        {
            _byNumber.Remove(_oldestFirst.Dequeue(), out var gone);
            _bytes -= SizeOf(gone);
        }
    }

    public ExchangeContent? Find(long number) => _byNumber.GetValueOrDefault(number);

    private void Keep(ExchangeContent content, ExchangeContent? before)
    {
        if (before is null)
        {
            _oldestFirst.Enqueue(content.Summary.Number);
        }

        _byNumber[content.Summary.Number] = content;
        _bytes += SizeOf(content) - SizeOf(before);
    }

    private static long SizeOf(ExchangeContent? content) => (content?.Request?.Payload.Length ?? 0) + (content?.Response?.Payload.Length ?? 0);
}
