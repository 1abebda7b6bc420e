namespace TapeDeck.Client.Ports;

/// <summary>Recordings that were deleted and whose files are still there.</summary>
public interface IDeletedRecordings
{
    /// <summary>How long a deleted recording can be restored.</summary>
    TimeSpan KeepFor { get; }

    /// <summary>The last deleted first.</summary>
    Task<IReadOnlyList<RecordingView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Brings a recording back into the library; false when there is none of that id.</summary>
    Task<bool> RestoreAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes the files at once, for ever; false when there is none of that id.</summary>
    Task<Answer<bool>> PurgeAsync(string id, CancellationToken cancellationToken);
}
