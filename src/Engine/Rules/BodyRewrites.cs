using TapeDeck.Engine.Http;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Rules;

/// <summary>Replaces what matches in a body.</summary>
internal sealed record BodyRewrite(ByteRegex Pattern, GoReplacement Replacement);

/// <summary>Puts a JSON value at a place of a body.</summary>
internal sealed record JsonSetter(JsonPath Path, byte[] Value);

/// <summary>
/// Changes the bodies of requests. A body is decoded first and, once changed, stays so. One that cannot be decoded stays as it is, and so does one that is no JSON
/// where a value is to be set.
/// </summary>
internal sealed class BodyRewrites
{
    private const int MostDecoded = 64 << 20;

    public List<BodyRewrite> Texts { get; } = [];

    public List<JsonSetter> Json { get; } = [];

    public bool IsEmpty => Texts.Count + Json.Count == 0;

    /// <summary>The request with its body changed; the same instance when nothing is to be changed.</summary>
    public Record Apply(Record request)
    {
        if (IsEmpty || !RequestEditor.TryOpen(request.Payload.Span, out _))
        {
            return request;
        }

        var payload = request.Payload;
        var headLength = MessageParts.HeadLength(payload.Span);
        var headers = MessageParts.Headers(payload[..headLength]);
        var plain = BodyDecoder.Decode(headers, payload[headLength..], MostDecoded);
        if (plain.Note is not null || plain.Bytes.IsEmpty)
        {
            return request;
        }

        var changed = Json.Aggregate(Texts.Aggregate(plain.Bytes, Rewrite), Set);
        return changed.Span.SequenceEqual(plain.Bytes.Span) ? request
            : request with { Payload = FramingHeaders.Reframe(payload.Span[..headLength], changed.Span, dropsCoding: true) };
    }

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, BodyRewrite rewrite) =>
        rewrite.Pattern.IsMatch(body.Span) ? rewrite.Pattern.Replace(body.Span, rewrite.Replacement) : body;

    private static ReadOnlyMemory<byte> Set(ReadOnlyMemory<byte> body, JsonSetter setter)
    {
        var mark = body.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var set = JsonReplacement.Apply(body[mark..], setter.Path, (_, _) => setter.Value);
            return mark == 0 ? set : (byte[])[.. body.Span[..mark], .. set.Span];
        }
        catch (Exception damage) when (JsonScan.IsDamage(damage))
        {
            return body;
        }
    }
}
