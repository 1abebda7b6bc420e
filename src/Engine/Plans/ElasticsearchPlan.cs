namespace TapeDeck.Engine.Plans;

/// <summary>Where replayed exchanges are indexed (spec §5.7): one document for each complete response.</summary>
public sealed record ElasticsearchPlan
{
    /// <summary>
    /// <c>[SCHEME://][USER:PASSWORD@]HOST[:PORT][/PATH]/INDEX</c>, port 9200 when neither scheme nor port is given; the index may hold <c>%Y %m %d %H %M %S</c>,
    /// filled in with the local time of the export.
    /// </summary>
    public string Url { get; init; } = "";
}
