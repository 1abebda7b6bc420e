namespace TapeDeck.Engine.Query;

/// <summary>What texts of a summary are called in the language.</summary>
internal static class SummaryTexts
{
    private static readonly Dictionary<string, SummaryText> s_byName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["method"] = SummaryText.Method,
        ["host"] = SummaryText.Host,
        ["path"] = SummaryText.Path,
        ["query"] = SummaryText.Query,
        ["target"] = SummaryText.Target,
        ["url"] = SummaryText.Target,
        ["type"] = SummaryText.ContentType,
        ["id"] = SummaryText.Id,
        ["failure"] = SummaryText.Failure,
        ["endpoint"] = SummaryText.Endpoint,
        ["client"] = SummaryText.Client,
        ["connection"] = SummaryText.Connection,
    };

    /// <summary>The text of that name; null when it is the name of something else.</summary>
    public static SummaryText? Find(string name) => s_byName.TryGetValue(name, out var field) ? field : null;
}
