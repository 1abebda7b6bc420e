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

    private static async Task<CopiedContent> CopyPlainAsync(Stream source, string target, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        var format = FileFormat.Unknown;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var total = 0L; await ReadAsync(source, buffer, cancellationToken) is var read and > 0; total += read)
            {
                format = total == 0 ? FormatDetection.Detect(buffer.AsSpan(0, Math.Min(read, FormatDetection.Bytes))) : format;
                if (total == 0 && format is FileFormat.Gor or FileFormat.Unknown && WhyNotRecording(buffer.AsMemory(0, read)) is { } reason)
                {
                    return CopiedContent.Refused(reason);
                }

                if (total + read > maxBytes)
                {
                    return CopiedContent.Refused($"The recording is larger than the {maxBytes} bytes that are allowed (TapeDeck:MaxUploadBytes).");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file.Length == 0 ? CopiedContent.Refused("The file is empty.") : new CopiedContent(format, null);
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
