using System.Collections.Concurrent;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Recordings.Uploads;

/// <summary>The uploads in the data directory. Those of before are known again from the first request on.</summary>
internal sealed class UploadStore : IUploads, IDisposable
{
    private readonly RecordingImport _import;
    private readonly DataDirectory _directory;
    private readonly ServerOptions _options;
    private readonly LibraryChanges _changes;
    private readonly ILogger<StoredUpload> _logger;
    private readonly ConcurrentDictionary<string, StoredUpload> _uploads = new(StringComparer.Ordinal);

    public UploadStore(RecordingImport import, DataDirectory directory, ServerOptions options, LibraryChanges changes, ILogger<StoredUpload> logger)
    {
        (_import, _directory, _options, _changes, _logger) = (import, directory, options, changes, logger);
        foreach (var folder in new DirectoryInfo(directory.Uploads).EnumerateDirectories().Where(folder => folder.LinkTarget is null))
        {
            if (UploadNote.Read(folder.FullName) is { } note)
            {
                _uploads[folder.Name] = Open(folder.FullName, note);
            }
        }
    }

    private TimeSpan Keep => _options.Retention.KeepUploads;

    public IReadOnlyList<UploadView> List() => [.. _uploads.Values.Select(upload => upload.View(Keep)).OrderBy(upload => upload.ExpiresAt).ThenBy(upload => upload.Id, StringComparer.Ordinal)];

    public UploadView? Find(string id) => _uploads.GetValueOrDefault(id)?.View(Keep);

    public Answer<UploadView> Create(string fileName, long length, byte[]? sha256)
    {
        if (WhyNoRoom(length) is { } reason)
        {
            return Answer<UploadView>.Refused(reason);
        }

        var id = Guid.CreateVersion7().ToString("N");
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Uploads, id)).FullName;
        var note = new UploadNote { FileName = fileName, Length = length, Sha256 = sha256 };
        note.Write(folder);
        var upload = _uploads[id] = Open(folder, note);
        _changes.Signal();
        return Answer<UploadView>.Of(upload.View(Keep));
    }

    public async Task<UploadAppend> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken)
    {
        if (!_uploads.TryGetValue(id, out var upload))
        {
            return new UploadAppend(AppendResult.Unknown);
        }

        var result = await upload.AppendAsync(offset, content, cancellationToken);
        await upload.CompleteAsync().WaitAsync(cancellationToken);
        return new UploadAppend(result, upload.View(Keep));
    }

    public async Task<bool> RemoveAsync(string id)
    {
        if (!_uploads.TryRemove(id, out var upload))
        {
            return false;
        }

        await upload.RemoveAsync();
        _changes.Signal();
        return true;
    }

    /// <summary>Takes those into the library that were complete when the server ended.</summary>
    public async Task CompleteAsync()
    {
        foreach (var upload in _uploads.Values)
        {
            await upload.CompleteAsync();
        }
    }

    /// <summary>Forgets those that got nothing for too long.</summary>
    public async Task SweepAsync(DateTimeOffset now)
    {
        foreach (var upload in List().Where(upload => !upload.IsConnected && upload.State != UploadState.Importing && upload.ExpiresAt <= now))
        {
            await RemoveAsync(upload.Id);
        }
    }

    public void Dispose()
    {
        foreach (var upload in _uploads.Values)
        {
            upload.Dispose();
        }
    }

    private StoredUpload Open(string folder, UploadNote note) => new(folder, note, _import, _changes.Signal, _logger);

    private string? WhyNoRoom(long length) =>
        length == 0 ? "The file is empty."
        : length > _options.MaxUploadBytes ? $"The file is larger than the {_options.MaxUploadBytes} bytes that are allowed (TapeDeck:MaxUploadBytes)."
        : new DriveInfo(_directory.Uploads).AvailableFreeSpace is var free && free < length ? $"The file has {length} bytes, and {free} bytes are left on the disk."
        : null;
}
