namespace TapeDeck.Engine.Elasticsearch;

/// <summary>Sends batches of documents to a server that understands Elasticsearch's bulk API (versions 7, 8, 9, OpenSearch).</summary>
internal interface IBulkClient : IDisposable
{
    /// <summary>Sends a batch; what goes wrong is in the answer. Throws only when cancelled.</summary>
    /// <param name="entries">Action and document of each, with their line feeds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<BulkAnswer> SendAsync(IReadOnlyList<byte[]> entries, CancellationToken cancellationToken);
}
