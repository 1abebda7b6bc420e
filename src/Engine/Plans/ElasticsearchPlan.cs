namespace TapeDeck.Engine.Plans;

/// <summary>Where replayed exchanges are indexed (spec §5.7).</summary>
public sealed record ElasticsearchPlan
{
    /// <summary><c>[SCHEME://][USER:PASSWORD@]HOST[:PORT]/INDEX</c>; the index may hold the date placeholders of spec §3.1.</summary>
    public string Url { get; init; } = "";
}
