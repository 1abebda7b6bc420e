using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Formats;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Recordings;

/// <summary>
/// Takes recordings into the library: those that somebody sends, and at the start those that lie in the recordings folder and are not known.
/// What is not complete lies in a folder whose name begins with a dot, and is gone after the next start.
/// </summary>
internal sealed partial class RecordingImport(
    IDbContextFactory<AppDbContext> databases, DataDirectory directory, ServerOptions options, LibraryChanges changes, TimeProvider time,
    ILogger<RecordingImport> logger)
{
    private const string Incoming = ".incoming-";
    private const string Sent = ".sent";

    /// <summary>Stores a recording that is sent; refused with a reason, and nothing stored, when it is none or there is no room.</summary>
    public Task<Answer<RecordingEntity>> ImportAsync(string fileName, Stream content, CancellationToken cancellationToken) =>
        ImportAsync(fileName, sent => RecordingContent.CopyAsync(content, sent, options.MaxUploadBytes, cancellationToken), cancellationToken);

    /// <summary>Takes in a file that lies in the data directory: it is moved away, and is back when that fails.</summary>
    /// <exception cref="DbUpdateException">The database does not take it.</exception>
    public Task<Answer<RecordingEntity>> ImportFileAsync(string fileName, string path) =>
        ImportAsync(fileName, sent => RecordingContent.TakeAsync(path, sent), CancellationToken.None, path);

    /// <summary>Makes a recording of a file that is still to be written; when that fails nothing stays.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="write">Makes the folder and writes the file of that path, and returns what it has left out, in words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Answer<RecordingEntity>> StoreAsync(string name, Func<string, Task<List<string>>> write, CancellationToken cancellationToken) =>
        StoreAsync(name, write, giveBack: null, cancellationToken);

    private async Task<Answer<RecordingEntity>> StoreAsync(string name, Func<string, Task<List<string>>> write, string? giveBack, CancellationToken cancellationToken)
    {
        var incoming = Path.Combine(directory.Recordings, $"{Incoming}{Guid.NewGuid():N}");
        try
        {
            var notes = await write(Path.Combine(incoming, RecordingFiles.Only));
            return Answer<RecordingEntity>.Of(await AddAsync(incoming, name, FilesOf(new DirectoryInfo(incoming)), notes, cancellationToken));
        }
        catch (DbUpdateException failure) when (giveBack is null)
        {
            return Answer<RecordingEntity>.Refused($"It could not be added to the library: {failure.GetBaseException().Message}");
        }
        finally
        {
            if (Directory.Exists(incoming) && TryGiveBack(incoming, giveBack))
            {
                Directory.Delete(incoming, recursive: true);
            }
        }
    }

    /// <summary>Clears away what a crash left half imported, and adds the files and folders that are not known yet. Links are not followed.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var known = (await database.Recordings.IgnoreQueryFilters().Select(recording => recording.Id).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(directory.Recordings).GetFileSystemInfos().Where(entry => entry.LinkTarget is null))
        {
            try
            {
                await AdoptAsync(entry, known, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogNotAdopted(logger, entry.FullName, failure.Message);
            }
        }
    }

    private static bool IsRecordingFile(FileSystemInfo file) => file is FileInfo { LinkTarget: null }
        && (file.Name.EndsWith(".gor", StringComparison.OrdinalIgnoreCase) || file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>What was moved here goes to where it was: as it was sent, or as what was made of it. A failure is not to hide why the import failed.</summary>
    private bool TryGiveBack(string incoming, string? path)
    {
        try
        {
            var files = Directory.GetFiles(incoming);
            if (path is not null && !File.Exists(path) && (files.FirstOrDefault(file => file.EndsWith(Sent, StringComparison.Ordinal)) ?? files.MaxBy(file => file.Length)) is { } content)
            {
                File.Move(content, path);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotGivenBack(logger, incoming, failure.Message);
            return false;
        }
    }

    private async Task<Answer<RecordingEntity>> ImportAsync(
        string fileName, Func<string, Task<CopiedContent>> copy, CancellationToken cancellationToken, string? giveBack = null)
    {
        try
        {
            return await StoreAsync(
                RecordingName.FromFile(fileName),
                async file =>
                {
                    var sent = file + Sent;
                    var copied = await copy(sent);
                    if (copied.Refusal is null && RecordingContent.IsPacked(sent))
                    {
                        copied = copied.Format == FileFormat.Gor
                            ? copied with { Refusal = await RecordingContent.WhyTooLargeAsync(sent, options.MaxUploadBytes, cancellationToken) }
                            : await RecordingContent.UnpackAsync(sent, sent = $"{file}.unpacked", options.MaxUploadBytes, cancellationToken);
                    }

                    var notes = copied.Refusal is null ? await RecordingConversion.ConvertAsync(copied.Format, sent, file, cancellationToken) : throw new ConversionException(copied.Refusal);
                    return copied.Note is null ? notes : [copied.Note, .. notes];
                },
                giveBack,
                cancellationToken);
        }
        catch (ConversionException refused)
        {
            return Answer<RecordingEntity>.Refused(refused.Message);
        }
    }

    private async Task AdoptAsync(FileSystemInfo entry, HashSet<string> known, CancellationToken cancellationToken)
    {
        if (entry.Name.StartsWith(Incoming, StringComparison.Ordinal))
        {
            Directory.Delete(entry.FullName, recursive: true);
        }
        else if (entry is DirectoryInfo folder && !known.Contains(folder.Name) && folder.EnumerateFiles().Any(IsRecordingFile))
        {
            await AdoptFolderAsync(folder, folder.Name, cancellationToken);
        }
        else if (IsRecordingFile(entry))
        {
            var own = Directory.CreateDirectory(Path.Combine(directory.Recordings, Guid.NewGuid().ToString("N")));
            File.Move(entry.FullName, Path.Combine(own.FullName, entry.Name));
            await AdoptFolderAsync(own, entry.Name, cancellationToken);
        }
    }

    private async Task AdoptFolderAsync(DirectoryInfo folder, string name, CancellationToken cancellationToken)
    {
        var files = FilesOf(folder);
        foreach (var packed in files.Select(file => Path.Combine(folder.FullName, file)).Where(RecordingContent.IsPacked))
        {
            var found = await RecordingContent.InspectAsync(packed);
            if (found.Format != FileFormat.Gor && !(found.IsEmpty && files.Count > 1)) // a chunk of which nothing can be unpacked is damage of its recording
            {
                throw new IOException(found.Refusal ?? "It holds something else than records; import it instead.");
            }
        }

        var added = await AddAsync(folder.FullName, RecordingName.FromFile(name), files, [], cancellationToken);
        LogAdopted(logger, added.Name, added.Id);
    }

    private static List<string> FilesOf(DirectoryInfo folder) => [.. RecordingFiles.InOrder(folder.GetFiles().Where(IsRecordingFile).Select(file => file.Name))];

    /// <summary>Moves a folder to where its recording belongs and makes it known.</summary>
    private async Task<RecordingEntity> AddAsync(string folder, string name, List<string> files, List<string> notes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var recording = new RecordingEntity
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = name,
            State = RecordingState.Indexing,
            CreatedAt = now,
            Files = files,
            ImportNotes = notes,
            SizeBytes = files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length),
        };
        Directory.Move(folder, directory.Recording(recording.Id));
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            database.Recordings.Add(recording);
            await database.SaveChangesAsync(cancellationToken);
        }
        catch
        {
            Directory.Move(directory.Recording(recording.Id), folder);
            throw;
        }

        changes.Signal();
        return recording;
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Found the recording '{Name}' and added it as {Id}")]
    private static partial void LogAdopted(ILogger logger, string name, string id);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Error, Message = "What was sent could not be moved back; it lies in {Path} until the next start: {Reason}")]
    private static partial void LogNotGivenBack(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "{Path} could not be added to the library: {Reason}")]
    private static partial void LogNotAdopted(ILogger logger, string path, string reason);
}
