using System.Buffers;
using System.Text;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Masks secrets in requests and responses: headers, parameters, places in JSON bodies, patterns anywhere. A body is decoded first and stays so; one that
/// cannot be decoded or read where a mask would have to look is masked as a whole, so that nothing slips through. Trailers, which may hold what headers do, go.
/// </summary>
internal sealed class MessageMasks
{
    private const int MostDecoded = 64 << 20;

    /// <summary>Headers that are addresses, in which parameters stand as in a target.</summary>
    private static readonly string[] s_addresses = ["Referer", "Location", "Content-Location"];

    private static readonly byte[] s_unreadable = [.. "*** masked: the body could not be read"u8];

    public List<(byte[] Name, Mask Mask)> Headers { get; } = [];

    public List<ParameterMask> Parameters { get; } = [];

    public List<JsonMask> Json { get; } = [];

    public List<TextMask> Texts { get; } = [];

    public bool IsEmpty => Headers.Count + Parameters.Count + Json.Count + Texts.Count == 0;

    private bool LooksIntoBodies => Parameters.Count + Json.Count + Texts.Count > 0;

    /// <summary>The record with its secrets masked; the same instance when there are none.</summary>
    public Record Apply(Record record)
    {
        if (IsEmpty)
        {
            return record;
        }

        var payload = record.Payload;
        var masked = IsHttp(record.Kind, payload.Span) ? ApplyToMessage(payload) : ApplyToText(payload);
        return masked.Span.SequenceEqual(payload.Span) ? record : record with { Payload = masked };
    }

    private static bool IsHttp(RecordKind kind, ReadOnlySpan<byte> payload) =>
        kind == RecordKind.Request ? RequestEditor.TryOpen(payload, out _) : payload.StartsWith("HTTP/1."u8);

    private ReadOnlyMemory<byte> ApplyToText(ReadOnlyMemory<byte> text) => Texts.Aggregate(text, (masked, mask) => mask.Apply(masked));

    private ReadOnlyMemory<byte> ApplyToMessage(ReadOnlyMemory<byte> payload)
    {
        var headLength = MessageParts.HeadLength(payload.Span);
        var headers = MessageParts.Headers(payload[..headLength]);
        var wire = payload[headLength..];
        var hasTrailer = BodyDecoder.HasTrailer(headers, wire.Span);
        var body = wire.IsEmpty || !(LooksIntoBodies || hasTrailer) ? wire : MaskBody(headers, wire, hasTrailer);
        var result = new ArrayBufferWriter<byte>(payload.Length + 64);
        WriteHead(payload[..headLength], body.Equals(wire) ? null : body.Length, result);
        result.Write(body.Span);
        return result.WrittenMemory;
    }

    private ReadOnlyMemory<byte> MaskBody(HeaderBlock headers, ReadOnlyMemory<byte> wire, bool hasTrailer)
    {
        var plain = BodyDecoder.Decode(headers, wire, MostDecoded);
        if (plain.Note is not null)
        {
            return s_unreadable;
        }

        if (plain.Bytes.IsEmpty && !hasTrailer)
        {
            return wire;
        }

        var type = headers.Join("Content-Type"u8);
        if (MaskForm(type, plain.Bytes) is not { } masked)
        {
            return s_unreadable;
        }

        masked = MaskTexts(type, MaskJson(type, masked));
        return masked.Span.SequenceEqual(plain.Bytes.Span) && !hasTrailer ? wire : masked;
    }

    /// <summary>Null when it is a form that cannot be taken apart.</summary>
    private ReadOnlyMemory<byte>? MaskForm(string type, ReadOnlyMemory<byte> body) =>
        type.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Parameters.Aggregate(body, (form, mask) => mask.Apply(form))
        : type.Contains("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? Parameters.Aggregate((ReadOnlyMemory<byte>?)body, (form, mask) => form is { } parts ? mask.ApplyToParts(parts, type) : null)
        : body;

    private ReadOnlyMemory<byte> MaskJson(string type, ReadOnlyMemory<byte> body)
    {
        if (Json.Count == 0 || !MayBeJson(type, body))
        {
            return body;
        }

        try
        {
            return WithMark(body, Json.Aggregate(body[MarkLength(body)..], (json, mask) => mask.Apply(json)));
        }
        catch (Exception damage) when (JsonScan.IsDamage(damage))
        {
            return IsJson(type) ? s_unreadable : body;
        }
    }

    private ReadOnlyMemory<byte> MaskTexts(string type, ReadOnlyMemory<byte> body)
    {
        var mayBeJson = MayBeJson(type, body);
        var mayHide = mayBeJson && body.Span.Contains((byte)'\\'); // a match may be written with escapes
        return Texts.Where(mask => mayHide || mask.IsIn(body)).Aggregate(body, (text, mask) =>
            mayBeJson && JsonTextMask.TryApply(text[MarkLength(text)..], mask) is { } masked ? WithMark(text, masked) : mask.Apply(text));
    }

    private static bool IsJson(string type) => type.Contains("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Servers call JSON by other names too, so whatever may be JSON is tried.</summary>
    private static bool MayBeJson(string type, ReadOnlyMemory<byte> body) =>
        IsJson(type) || body.Span[MarkLength(body)..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static int MarkLength(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? 3 : 0;

    private static ReadOnlyMemory<byte> WithMark(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> json) =>
        MarkLength(before) is > 0 and var length ? (byte[])[.. before.Span[..length], .. json.Span] : json;

    /// <param name="head">Start line, headers and the empty line.</param>
    /// <param name="length">Bytes of the new body, which has no coding; null when the body stays as it was.</param>
    /// <param name="result">Where it goes.</param>
    private void WriteHead(ReadOnlyMemory<byte> head, int? length, ArrayBufferWriter<byte> result)
    {
        var lineLength = head.Span.IndexOf((byte)'\n') + 1;
        result.Write(MaskStartLine(head[..lineLength]).Span);
        var fields = head[lineLength..];
        var written = 0;
        var needsLength = length is not null;
        var reader = new HeaderReader(fields.Span);
        while (reader.MoveNext())
        {
            result.Write(fields.Span[written..reader.Start]);
            written = reader.End;
            var isFraming = IsFraming(reader.Name);
            if (isFraming && length is { } bytes)
            {
                if (needsLength)
                {
                    FramingHeaders.WriteLength(result, bytes);
                    needsLength = false;
                }
            }
            else if (isFraming || !TryMask(reader, out var value))
            {
                result.Write(fields.Span[reader.Start..reader.End]);
            }
            else
            {
                result.Write(reader.Name);
                result.Write(": "u8);
                result.Write(value.Span);
                result.Write("\r\n"u8);
            }
        }

        if (needsLength)
        {
            FramingHeaders.WriteLength(result, length!.Value);
        }

        result.Write(fields.Span[written..]);
    }

    /// <summary>Headers that say how the body is framed or coded. They hold no secrets, and are wrong once the body is changed.</summary>
    private static bool IsFraming(ReadOnlySpan<byte> name) => FramingHeaders.Contains(name) || Ascii.EqualsIgnoreCase(name, "Content-Encoding"u8);

    private ReadOnlyMemory<byte> MaskStartLine(ReadOnlyMemory<byte> line)
    {
        var first = line.Span.IndexOf((byte)' ');
        var last = line.Span.LastIndexOf((byte)' ');
        if (line.Span.StartsWith("HTTP/1."u8) || last <= first)
        {
            return line;
        }

        var target = line[(first + 1)..last];
        var masked = ApplyToText(Parameters.Aggregate(target, (text, mask) => mask.ApplyToTarget(text)));
        return masked.Equals(target) ? line : (byte[])[.. line.Span[..(first + 1)], .. masked.Span, .. line.Span[last..]];
    }

    private bool TryMask(in HeaderReader header, out ReadOnlyMemory<byte> value)
    {
        var before = header.Value.ToArray();
        value = before;
        foreach (var (name, mask) in Headers)
        {
            value = Ascii.EqualsIgnoreCase(header.Name, name) ? mask.Apply(value.Span) : value;
        }

        if (Parameters.Count > 0 && s_addresses.Contains(Encoding.Latin1.GetString(header.Name), StringComparer.OrdinalIgnoreCase))
        {
            value = Parameters.Aggregate(value, (address, mask) => mask.ApplyToTarget(address));
        }

        value = ApplyToText(value);
        return !value.Span.SequenceEqual(before);
    }
}
