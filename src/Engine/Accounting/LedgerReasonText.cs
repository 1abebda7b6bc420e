using System.Text.Json;

namespace TapeDeck.Engine.Accounting;

/// <summary>Reasons as people read them.</summary>
public static class LedgerReasonText
{
    /// <summary>The reason in lower-case words, such as <c>kernel drop</c>.</summary>
    public static string ToWords(this LedgerReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString()).Replace('-', ' ');
}
