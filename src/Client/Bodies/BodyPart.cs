using Microsoft.Net.Http.Headers;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;

namespace TapeDeck.Client.Bodies;

/// <summary>One part of a body of several.</summary>
public sealed class BodyPart
{
    private const int LargestHead = 16 << 10;

    private BodyPart(int number, ReadOnlySpan<byte> head, ReadOnlyMemory<byte> content, bool isCut)
    {
        Number = number;
        IsCut = isCut;
        Headers = HeaderList.Of(new HeaderReader(head));
        Body = BodyContent.OfPart(content, Header("Content-Type"), isCut ? "The part is cut: its end is missing." : null);
        if (ContentDispositionHeaderValue.TryParse(Header("Content-Disposition"), out var disposition))
        {
            Name = Unquoted(disposition.Name.Value);
            FileName = Unquoted(disposition.FileNameStar.Value ?? disposition.FileName.Value);
        }
    }

    /// <summary>Its place among the parts, from 1 on.</summary>
    public int Number { get; }

    /// <summary>Whether its end is missing.</summary>
    public bool IsCut { get; }

    /// <summary>In wire order; none when the part has no end of its headers within 16 KiB.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The name of the field; null when there is none.</summary>
    public string? Name { get; }

    /// <summary>The name of the file as sent, which may be a path or anything else; null when there is none.</summary>
    public string? FileName { get; }

    public BodyContent Body { get; }

    /// <summary>A name to store it under, without folders and control characters.</summary>
    public string DownloadName
    {
        get
        {
            var last = (FileName ?? Name ?? "").Split('/', '\\')[^1];
            var safe = string.Concat(last.Where(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_' or ' ')).Trim(' ', '.');
            return safe.Length is > 0 and <= 150 ? safe : $"part-{Number}";
        }
    }

    internal static BodyPart Read(ReadOnlyMemory<byte> part, int number, bool isCut)
    {
        var start = part.Span[..Math.Min(LargestHead, part.Length)];
        var head = HeadLength(start);
        if (head < 0 && isCut && start.Length == part.Length)
        {
            return new BodyPart(number, part.Span, default, isCut); // what was cut is the head
        }

        head = Math.Max(0, head);
        return new BodyPart(number, start[..head], part[(head + BlankLine(start[head..]))..], isCut);
    }

    private static int HeadLength(ReadOnlySpan<byte> start)
    {
        for (var at = 0; at < start.Length; at++)
        {
            if (BlankLine(start[at..]) > 0)
            {
                return at;
            }

            var line = start[at..].IndexOf((byte)'\n');
            if (line < 0)
            {
                break;
            }

            at += line;
        }

        return -1;
    }

    private static int BlankLine(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\r\n"u8) ? 2 : bytes.StartsWith("\n"u8) ? 1 : 0;

    private static string? Unquoted(string? text) => text is null ? null : HeaderUtilities.UnescapeAsQuotedString(text).Value;

    private string Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
}
