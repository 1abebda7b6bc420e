using System.Text;
using System.Text.Unicode;
using TapeDeck.Engine.Http;

namespace TapeDeck.Client.Bodies;

/// <summary>A body without its codings, and how it is best shown. Nothing of it is ever executed: only raster images become more than text.</summary>
public sealed class BodyContent
{
    private const int LargestImage = 1 << 20;
    private const int Sniffed = 4096;
    private const int SniffedOfDamaged = 256; // damage is met some way behind where it is, and what was decoded meanwhile is anything

    private readonly bool _isDamaged;

    private BodyContent(ReadOnlyMemory<byte> bytes, string? note, string contentType, bool isDamaged = false)
    {
        _isDamaged = isDamaged;
        Bytes = bytes;
        Note = note;
        ContentType = contentType;
        MediaType = contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
        Kind = Detect();
    }

    /// <summary>The content without transfer and content coding.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Why this is not the whole body; null when it is.</summary>
    public string? Note { get; }

    public string ContentType { get; }

    /// <summary>The media type without parameters, in lower case; empty when there is none.</summary>
    public string MediaType { get; }

    public BodyKind Kind { get; }

    /// <summary>Whether its beginning reads as text.</summary>
    public bool IsText => LooksLikeText(Bytes.Span[..Math.Min(_isDamaged ? SniffedOfDamaged : Sniffed, Bytes.Length)]);

    /// <summary>What the kind is called.</summary>
    public string KindName => Kind switch
    {
        BodyKind.Json => "JSON",
        BodyKind.Form => "Form",
        BodyKind.Image => "Image",
        BodyKind.Multipart => "Parts",
        BodyKind.Text => MediaType is "" or "text/plain" ? "Text" : $"Text, {MediaType}",
        BodyKind.Binary => MediaType is "" ? "Binary" : $"Binary, {MediaType}",
        _ => "Empty",
    };

    /// <summary>Takes the codings off, as the headers name them.</summary>
    public static BodyContent Of(HeaderBlock headers, ReadOnlyMemory<byte> body, int maxBytes)
    {
        var decoded = BodyDecoder.DecodeToDamage(headers, body, maxBytes);
        return new BodyContent(decoded.Bytes, decoded.Note, Encoding.Latin1.GetString(headers["Content-Type"u8]), decoded.IsDamaged);
    }

    /// <summary>A part of a body; its content as sent, since a part of a form has no coding (RFC 7578 §4.7).</summary>
    internal static BodyContent OfPart(ReadOnlyMemory<byte> bytes, string contentType, string? note) => new(bytes, note, contentType);

    /// <summary>The parts of a body of several.</summary>
    public Multipart ReadParts() => Multipart.Read(Bytes, ContentType);

    /// <summary>The image as an address that needs no request and runs no script.</summary>
    public string ImageAddress() => $"data:{MediaType};base64,{Convert.ToBase64String(Bytes.Span)}";

    /// <summary>The first bytes as text: in the charset that is named if it is known, as UTF-8, else as Latin-1, which shows any byte.</summary>
    public string Text(int maxBytes) => TextOf(Bytes.Span[..Math.Min(maxBytes, Bytes.Length)], Charset(), _isDamaged && IsText);

    private static string TextOf(ReadOnlySpan<byte> bytes, string? charset, bool isUtf8)
    {
        if (charset is not null and not "utf-8" && Find(charset) is { } named)
        {
            return named.GetString(bytes);
        }

        var whole = WholeCharacters(bytes);
        return isUtf8 || Utf8.IsValid(whole) ? Encoding.UTF8.GetString(whole) : Encoding.Latin1.GetString(bytes);
    }

    private static Encoding? Find(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Without the beginning of a character that was cut at the end.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0xC0)
            {
                var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return length > back ? bytes[..^back] : bytes;
            }

            if ((lead & 0x80) == 0)
            {
                return bytes;
            }
        }

        return bytes;
    }

    private static bool LooksLikeText(ReadOnlySpan<byte> start)
    {
        var controls = 0;
        foreach (var value in start)
        {
            controls += value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x1B) ? 1 : 0;
        }

        return controls == 0 && Utf8.IsValid(WholeCharacters(start));
    }

    /// <summary>Whether the bytes begin as an image of the type that is named: a page called an image must not become one.</summary>
    private static bool IsImage(string mediaType, ReadOnlySpan<byte> bytes) => mediaType switch
    {
        "image/png" => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        "image/jpeg" => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        "image/gif" => bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8),
        "image/webp" => bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8),
        _ => false,
    };

    private string? Charset()
    {
        foreach (var part in ContentType.Split(';').Skip(1))
        {
            var pair = part.Split('=', 2);
            if (pair.Length == 2 && pair[0].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase))
            {
                return pair[1].Trim().Trim('"').ToLowerInvariant();
            }
        }

        return null;
    }

    private BodyKind Detect()
    {
        var bytes = Bytes.Span;
        if (bytes.IsEmpty)
        {
            return BodyKind.None;
        }

        if (bytes.Length <= LargestImage && IsImage(MediaType, bytes))
        {
            return BodyKind.Image;
        }

        if (MediaType.StartsWith("multipart/", StringComparison.Ordinal))
        {
            return BodyKind.Multipart;
        }

        if (!IsText)
        {
            return Charset() is null && !MediaType.StartsWith("text/", StringComparison.Ordinal) ? BodyKind.Binary : BodyKind.Text;
        }

        return MediaType switch
        {
            "application/x-www-form-urlencoded" => BodyKind.Form,
            _ when MediaType == "application/json" || MediaType.EndsWith("+json", StringComparison.Ordinal) || MediaType == "text/json" => BodyKind.Json,
            "" or "text/plain" when bytes[..Math.Min(Sniffed, bytes.Length)].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] => BodyKind.Json,
            _ => BodyKind.Text,
        };
    }
}
