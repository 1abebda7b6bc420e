using System.Globalization;
using TapeDeck.Engine;

namespace TapeDeck.Server.Live;

/// <summary>Plain text found in method, target, host or status, any case; empty matches all.</summary>
internal readonly struct ExchangeTextFilter(string? text)
{
    private readonly string _text = text?.Trim() ?? "";

    public bool Matches(ExchangeSummary exchange) =>
        _text.Length == 0 || IsIn(exchange.Target) || IsIn(exchange.Method) || IsIn(exchange.Host)
        || IsIn(exchange.Status.ToString(CultureInfo.InvariantCulture));

    private bool IsIn(string value) => value.Contains(_text, StringComparison.OrdinalIgnoreCase);
}
