using System.IO.Compression;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Server.Recordings;

/// <summary>Copies what somebody sends into a file of the library: not compressed, so that every record can be read where it stands.</summary>
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

    /// <summary>Copies and checks; says what was copied, or why it is no recording or cannot be stored. A failing source throws.</summary>
    public static async Task<CopiedContent> CopyAsync(Stream source, string target, long maxBytes, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        await using var whole = new PrefixedStream(head.AsMemory(0, length), source);
        if (length < 2 || head is not [0x1F, 0x8B])
        {
            return await CopyPlainAsync(whole, target, maxBytes, cancellationToken);
        }

        await using var unpacked = new GZipStream(whole, CompressionMode.Decompress);
        return await CopyPlainAsync(unpacked, target, maxBytes, cancellationToken);
    }

    /// <summary>The same with a file that may go: it is moved if it is not compressed.</summary>
    public static async Task<CopiedContent> TakeAsync(string source, string target, long maxBytes)
    {
        try
        {
            await using var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            if (IsPacked(source))
            {
                return await CopyAsync(file, target, maxBytes, CancellationToken.None);
            }

            var head = new byte[CopyBytes];
            var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false);
            var found = Inspect(head.AsMemory(0, length));
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

    /// <summary>What content is that begins like this.</summary>
    private static CopiedContent Inspect(ReadOnlyMemory<byte> start)
    {
        var format = FormatDetection.Detect(start.Span[..Math.Min(start.Length, FormatDetection.Bytes)]);
        return format is FileFormat.Gor or FileFormat.Unknown && WhyNotRecording(start) is { } reason ? CopiedContent.Refused(reason) : new CopiedContent(format, null);
    }

    private static async Task<CopiedContent> CopyPlainAsync(Stream source, string target, long maxBytes, CancellationToken cancellationToken)
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

    /// <summary>Reads as much as fits, so that the first piece tells what the content is. Compressed data that ends too soon ends here.</summary>
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
        catch (InvalidDataException)
        {
            // What was unpacked before stays; asked again, the stream fails again and the copy ends.
        }
        catch (IOException failure)
        {
            throw new SourceException(failure);
        }

        return length;
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

    private sealed class SourceException(IOException failure) : IOException(failure.Message, failure);
}

/// <summary>What became of content that was sent.</summary>
/// <param name="Format">What it holds.</param>
/// <param name="Refusal">Why it was not kept; null when it was.</param>
internal sealed record CopiedContent(FileFormat Format, string? Refusal)
{
    public static CopiedContent Refused(string reason) => new(FileFormat.Unknown, reason);
}
