namespace TapeDeck.Client.Ports;

/// <summary>Files on their way into the library, in pieces: what broke off goes on where it ended, also after a restart of the server.</summary>
public interface IUploads
{
    /// <summary>All that are known, the oldest first; those that were taken into the library too, for a time.</summary>
    IReadOnlyList<UploadView> List();

    UploadView? Find(string id);

    /// <summary>Announces a file. Refused when it is too large or there is no room for it.</summary>
    /// <param name="fileName">As its sender calls it.</param>
    /// <param name="length">Bytes of the whole file.</param>
    /// <param name="sha256">What the whole file must have, or it is refused; null for not checked.</param>
    Answer<UploadView> Create(string fileName, long length, byte[]? sha256);

    /// <summary>
    /// Adds to a file. What arrives is kept even if the rest of the piece does not; whoever sends another piece meanwhile takes over.
    /// With the last byte the file is taken into the library, which ends before this does.
    /// </summary>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Where the piece begins; only the end of what is there is right.</param>
    /// <param name="content">The piece.</param>
    /// <param name="cancellationToken">Ends the sending, not the taking into the library.</param>
    /// <exception cref="IOException">The sender or the disk failed.</exception>
    Task<UploadAppend> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken);

    /// <summary>Forgets a file and what arrived of it; a recording that was made of it stays.</summary>
    Task<bool> RemoveAsync(string id);
}

/// <summary>How an upload stands.</summary>
public enum UploadState
{
    /// <summary>Bytes are missing.</summary>
    Receiving,

    /// <summary>All has arrived and is being checked and taken into the library.</summary>
    Importing,

    /// <summary>It is a recording of the library.</summary>
    Imported,

    /// <summary>It is no recording, or another than was announced; nothing of it is kept.</summary>
    Refused,
}

/// <summary>A file on its way into the library.</summary>
public sealed record UploadView
{
    public required string Id { get; init; }

    /// <summary>As its sender calls it.</summary>
    public required string FileName { get; init; }

    public required UploadState State { get; init; }

    public required long Length { get; init; }

    public required long Received { get; init; }

    /// <summary>Whether somebody is sending right now.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Why it was refused; empty otherwise.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>The recording that was made of it.</summary>
    public string? RecordingId { get; init; }

    /// <summary>When it is forgotten if nothing more arrives.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public double Fraction => Length == 0 ? 1 : (double)Received / Length;
}

/// <summary>What became of a piece.</summary>
public enum AppendResult
{
    Stored,

    /// <summary>There is no such upload.</summary>
    Unknown,

    /// <summary>The piece does not begin where the file ends.</summary>
    OtherOffset,

    /// <summary>It is longer than what is missing; what is missing of it was not kept either.</summary>
    TooLong,

    /// <summary>Another piece was sent meanwhile.</summary>
    TakenOver,
}

/// <summary>What became of a piece, and how the upload stands then.</summary>
public sealed record UploadAppend(AppendResult Result, UploadView? Upload = null);
