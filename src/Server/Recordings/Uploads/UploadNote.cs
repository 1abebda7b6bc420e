using System.Text.Json;
using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Recordings.Uploads;

/// <summary>What is kept of an upload beside its bytes, in a file of its own.</summary>
internal sealed record UploadNote
{
    private const string File = "upload.json";

    public required string FileName { get; init; }

    public required long Length { get; init; }

    /// <summary>Of the whole file; null when none was announced.</summary>
    public byte[]? Sha256 { get; init; }

    public UploadState State { get; init; }

    public string Refusal { get; init; } = "";

    public string? RecordingId { get; init; }

    /// <summary>The note in a folder; null when there is none that can be read.</summary>
    public static UploadNote? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<UploadNote>(System.IO.File.ReadAllBytes(Path.Combine(folder, File)));
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the note in a folder as a whole.</summary>
    public void Write(string folder)
    {
        var partial = Path.Combine(folder, $"{File}.partial");
        System.IO.File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(this));
        System.IO.File.Move(partial, Path.Combine(folder, File), overwrite: true);
    }
}
