using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings.Uploads;

/// <summary>One upload: a folder with its bytes and a note. How much has arrived is what its file holds, so that a crash takes nothing away.</summary>
internal sealed partial class StoredUpload(string folder, UploadNote note, RecordingImport import, Action changed, ILogger<StoredUpload> logger) : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _sender;
    private Task? _completion;
    private bool _isRemoved;
    private long _received = new FileInfo(ContentOf(folder)) is { Exists: true } content ? content.Length : 0;
    private UploadNote _note = note;

    private string Content => ContentOf(folder);

    /// <summary>When it last got something.</summary>
    public DateTimeOffset LastWrite => new(Directory.Exists(folder) ? new[] { folder, Content }.Max(File.GetLastWriteTimeUtc) : DateTime.MinValue.ToUniversalTime());

    public UploadView View(TimeSpan keep)
    {
        var now = _note;
        return new UploadView
        {
            Id = Path.GetFileName(folder),
            FileName = now.FileName,
            Length = now.Length,
            Received = now.State is UploadState.Imported or UploadState.Refused ? now.Length : Interlocked.Read(ref _received),
            State = now.State,
            IsConnected = _sender is not null,
            Refusal = now.Refusal,
            RecordingId = now.RecordingId,
            ExpiresAt = LastWrite + keep,
        };
    }

    /// <inheritdoc cref="IUploads.AppendAsync"/>
    public async Task<AppendResult> AppendAsync(long offset, Stream content, CancellationToken cancellationToken)
    {
        var sender = TakeOver(cancellationToken);
        try
        {
            await _turn.WaitAsync(sender.Token);
            try
            {
                return _isRemoved ? AppendResult.Unknown
                    : offset != _received || _note.State != UploadState.Receiving ? AppendResult.OtherOffset
                    : await WriteAsync(content, sender.Token) ? AppendResult.Stored
                    : AppendResult.TooLong;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AppendResult.TakenOver;
        }
        finally
        {
            Leave(sender);
            changed();
        }
    }

    /// <summary>Takes the file into the library once all of it has arrived; nothing is done twice.</summary>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            if (_completion is null && _note.State == UploadState.Receiving && _received == _note.Length)
            {
                _completion = Task.Run(ImportAsync);
            }

            return _completion ?? Task.CompletedTask;
        }
    }

    /// <summary>Ends whatever goes on and deletes the folder.</summary>
    public async Task RemoveAsync()
    {
        lock (_lock)
        {
            _sender?.Cancel();
        }

        await _turn.WaitAsync();
        try
        {
            _isRemoved = true;
            if (_completion is { } importing)
            {
                await importing;
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string ContentOf(string folder) => Path.Combine(folder, "content");

    /// <summary>A sender whose connection is gone may not be known to be gone: who sends now is the one that counts.</summary>
    private CancellationTokenSource TakeOver(CancellationToken cancellationToken)
    {
        var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_lock)
        {
            _sender?.Cancel();
            _sender = mine;
        }

        return mine;
    }

    private void Leave(CancellationTokenSource sender)
    {
        lock (_lock)
        {
            _sender = _sender == sender ? null : _sender;
            sender.Dispose();
        }
    }

    private async Task<bool> WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceBytes];
        var start = _received;
        await using var file = new FileStream(Content, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (_received + read > _note.Length)
                {
                    Interlocked.Exchange(ref _received, start);
                    return false;
                }

                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                Interlocked.Add(ref _received, read);
                changed();
            }

            return true;
        }
        finally
        {
            file.SetLength(_received); // a full disk takes a part of a write
        }
    }

    private async Task ImportAsync()
    {
        Note(_note with { State = UploadState.Importing });
        try
        {
            var answer = await WhyNotAnnouncedAsync() is { } wrong ? Answer<RecordingEntity>.Refused(wrong) : await import.ImportFileAsync(_note.FileName, Content);
            Note(answer.Succeeded
                ? _note with { State = UploadState.Imported, RecordingId = answer.Value!.Id }
                : _note with { State = UploadState.Refused, Refusal = string.Join(" ", answer.Faults.Select(fault => fault.Message)) });
            File.Delete(Content);
            _note.Write(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DbUpdateException)
        {
            Note(_note with { State = UploadState.Refused, Refusal = $"It could not be taken into the library: {failure.GetBaseException().Message}" });
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogBroken(logger, Path.GetFileName(folder), failure);
            Note(_note with { State = UploadState.Refused, Refusal = "It could not be taken into the library because of an error of the program, which its log tells; it is tried again when the server starts." });
        }
    }

    private async Task<string?> WhyNotAnnouncedAsync()
    {
        if (_note.Sha256 is not { } announced)
        {
            return null;
        }

        await using var content = File.OpenRead(Content);
        var found = await SHA256.HashDataAsync(content);
        return found.AsSpan().SequenceEqual(announced) ? null
            : $"The file has the SHA-256 {Convert.ToHexStringLower(found)}, and {Convert.ToHexStringLower(announced)} was announced: it was changed on its way.";
    }

    private void Note(UploadNote next)
    {
        _note = next;
        changed();
    }

    [LoggerMessage(EventId = 3006, Level = LogLevel.Error, Message = "The upload {Id} could not be taken into the library")]
    private static partial void LogBroken(ILogger logger, string id, Exception failure);
}
