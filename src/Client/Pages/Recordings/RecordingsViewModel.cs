using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Pages.Recordings;

/// <summary>The library, a filter over names, and the files on their way in.</summary>
public sealed class RecordingsViewModel(IRecordings recordings, IDeletedRecordings deleted, IUploads uploads)
{
    private IReadOnlyList<RecordingView> _all = [];

    public bool IsLoaded { get; private set; }

    public string? Filter { get; set; }

    public int Total => _all.Count;

    public long TotalBytes => _all.Sum(recording => recording.SizeBytes);

    public long TotalExchanges => _all.Sum(recording => recording.Exchanges);

    /// <summary>Those that can be restored.</summary>
    public int Deleted { get; private set; }

    /// <summary>Those whose name, tag or note contains the filter.</summary>
    public IEnumerable<RecordingView> Shown => string.IsNullOrWhiteSpace(Filter)
        ? _all
        : _all.Where(recording => new[] { recording.Name, recording.Labels.Note }.Concat(recording.Labels.Tags).Any(text => text.Contains(Filter.Trim(), StringComparison.OrdinalIgnoreCase)));

    /// <summary>Files that are arriving or were refused.</summary>
    public IReadOnlyList<UploadView> Uploads { get; private set; } = [];

    /// <summary>Files that this browser still has to send.</summary>
    public int Waiting { get; set; }

    /// <summary>Files that could not be sent, and why.</summary>
    public List<(string FileName, string Reason)> Unsent { get; } = [];

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _all = await recordings.ListAsync(cancellationToken);
        Deleted = (await deleted.ListAsync(cancellationToken)).Count;
        Uploads = [.. uploads.List().Where(upload => upload.State != UploadState.Imported)];
        IsLoaded = true;
    }

    /// <summary>Gives an upload up, or forgets that it was refused.</summary>
    public async Task RemoveAsync(UploadView upload, CancellationToken cancellationToken)
    {
        await uploads.RemoveAsync(upload.Id);
        await LoadAsync(cancellationToken);
    }

    /// <summary>Forgets all that was refused or could not be sent.</summary>
    public async Task ForgetRefusedAsync(CancellationToken cancellationToken)
    {
        Unsent.Clear();
        foreach (var refused in Uploads.Where(upload => upload.State == UploadState.Refused))
        {
            await uploads.RemoveAsync(refused.Id);
        }

        await LoadAsync(cancellationToken);
    }

    /// <summary>Null on success, else why not.</summary>
    public async Task<string?> ChangeAsync(string id, RecordingEdit edit, CancellationToken cancellationToken)
    {
        var answer = await recordings.ChangeAsync(id, edit, cancellationToken);
        await LoadAsync(cancellationToken);
        return answer.Succeeded ? null : answer.Faults[0].Message;
    }

    public async Task RestoreAsync(string id, CancellationToken cancellationToken)
    {
        await deleted.RestoreAsync(id, cancellationToken);
        await LoadAsync(cancellationToken);
    }

    /// <summary>Null on success, else why not.</summary>
    public async Task<string?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await recordings.DeleteAsync(id, cancellationToken);
        await LoadAsync(cancellationToken);
        return answer.Succeeded ? null : answer.Faults[0].Message;
    }
}
