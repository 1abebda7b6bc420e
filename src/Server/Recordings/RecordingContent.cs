using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Server.Recordings;

/// <summary>Copies what somebody sends into a file of the library, as it is.</summary>
internal static class RecordingContent
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Whether a file is compressed, told by its first bytes.</summary>
    public static bool IsPacked(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> head = stackalloc byte[2];
        return RandomAccess.Read(file, head, 0) == 2 && head is [0x1F, 0x8B];
    }

    /// <summary>
    /// Copies byte by byte and checks; says what was copied, or why it is no recording or cannot be stored. What is compressed is looked into, and stays so. A failing source throws.
    /// </summary>
    public static async Task<CopiedContent> CopyAsync(Stream source, string target, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        var found = CopiedContent.Refused("The file is empty.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var total = 0L; await ReadAsync(source, buffer, cancellationToken) is var read and > 0; total += read)
            {
                found = total == 0 ? Inspect(buffer.AsMemory(0, read)) : found;
                if (found.Refusal is not null)
                {
                    return found;
                }

                if (total + read > maxBytes)
                {
                    return CopiedContent.Refused($"The recording is larger than the {maxBytes} bytes that are allowed (TapeDeck:MaxUploadBytes).");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return found;
        }
        catch (SourceException failure)
        {
            throw failure.InnerException!;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return CopiedContent.Refused($"It could not be stored: {failure.Message}");
        }
    }

    /// <summary>Reads as much as fits, so that the first piece tells what the content is.</summary>
    private static async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            while (length < buffer.Length && await source.ReadAsync(buffer[length..], cancellationToken) is var read and > 0)
            {
                length += read;
            }
        }
        catch (IOException failure)
        {
            throw new SourceException(failure);
        }

        return length;
    }

    /// <summary>Unpacks a file that is compressed, as far as it can be; the packed one is gone then. Refused when it would become too large.</summary>
    public static async Task<CopiedContent> UnpackAsync(string packed, string target, long maxBytes, CancellationToken cancellationToken)
    {
        CopiedContent unpacked;
        await using (var content = new GzipContent(File.OpenRead(packed)))
        {
            unpacked = await CopyAsync(content, target, maxBytes, cancellationToken);
            unpacked = content.IsDamaged ? unpacked with { Note = $"The compressed file is damaged or ends too soon: left out is what follows byte {content.Position} of its content." } : unpacked;
        }

        File.Delete(packed);
        return unpacked;
    }

    /// <summary>Why a compressed file that is to stay so cannot be taken; null when it unpacks to no more than a limit. Nothing of it is kept meanwhile.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string?> WhyTooLargeAsync(string packed, long maxBytes, CancellationToken cancellationToken)
    {
        await using var content = new GzipContent(File.OpenRead(packed));
        if (GzipContent.MostBytes(content.Packed.Length) <= maxBytes)
        {
            return null;
        }

        var buffer = new byte[CopyBytes];
        var total = 0L;
        do
        {
            while (total <= maxBytes && await ReadAsync(content, buffer, cancellationToken) is var read and > 0)
            {
                total += read;
            }
        }
        while (total <= maxBytes && content.TryGoOn(cancellationToken));

        return total > maxBytes ? $"The recording unpacks to more than the {maxBytes} bytes that are allowed (TapeDeck:MaxUploadBytes)." : null;
    }

    /// <summary>Like <see cref="CopyAsync"/> with a file that may go: it is moved.</summary>
    public static async Task<CopiedContent> TakeAsync(string source, string target)
    {
        try
        {
            var found = await InspectAsync(source);
            if (found.Refusal is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(source, target);
            }

            return found;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return CopiedContent.Refused($"It could not be stored: {failure.Message}");
        }
    }

    /// <summary>What a file is, told by its beginning.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<CopiedContent> InspectAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        var start = new byte[CopyBytes];
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false);
        return Inspect(start.AsMemory(0, length));
    }

    /// <summary>What content is that begins like this, compressed or not.</summary>
    private static CopiedContent Inspect(ReadOnlyMemory<byte> start)
    {
        var isPacked = start.Span is [0x1F, 0x8B, ..];
        start = isPacked ? Unpack(start) : start;
        var format = FormatDetection.Detect(start.Span[..Math.Min(start.Length, FormatDetection.Bytes)]);
        return start.IsEmpty ? CopiedContent.Refused(isPacked ? "Nothing of the compressed file can be unpacked: it is empty or damaged." : "The file is empty.") with { IsEmpty = true }
            : format is FileFormat.Gor or FileFormat.Unknown && WhyNotRecording(start) is { } reason
                ? CopiedContent.Refused(format is FileFormat.Unknown ? $"{reason} Nor is it a packet file (pcap, pcapng), an HTTP archive (HAR) or an access log." : reason)
            : new CopiedContent(format, null);
    }

    private static string? WhyNotRecording(ReadOnlyMemory<byte> start)
    {
        using var reader = new GorReader(new MemoryStream(start.ToArray())) { IsGrowing = true };
        try
        {
            reader.ReadBatch();
            return null;
        }
        catch (GorFormatException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>The content of the beginning of a compressed file, as far as it can be unpacked.</summary>
    private static byte[] Unpack(ReadOnlyMemory<byte> start)
    {
        var bytes = start.ToArray();
        using var content = new GzipContent(new MemoryStream(bytes));
        var unpacked = new byte[CopyBytes];
        var length = 0;
        do
        {
            length += content.ReadAtLeast(unpacked.AsSpan(length), unpacked.Length - length, throwOnEndOfStream: false); // it goes on beyond the beginning, or is damaged
        }
        while (length < unpacked.Length && content.TryGoOn());

        return unpacked[..length];
    }

    private sealed class SourceException(IOException failure) : IOException(failure.Message, failure);
}

/// <summary>What became of content that was sent.</summary>
/// <param name="Format">What it holds.</param>
/// <param name="Refusal">Why it was not kept; null when it was.</param>
/// <param name="Note">What was left out of it, in words; null when nothing was.</param>
internal sealed record CopiedContent(FileFormat Format, string? Refusal, string? Note = null)
{
    /// <summary>Whether there is nothing in it, or nothing that can be unpacked.</summary>
    public bool IsEmpty { get; init; }

    public static CopiedContent Refused(string reason) => new(FileFormat.Unknown, reason);
}
