using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Http;

/// <summary>One framing case of llhttp's own tests: bytes in, messages or an error out.</summary>
public sealed record LlhttpCase(string Name, string Kind, string Lenient, byte[] Bytes, string? Error, bool Upgrade, bool AnswersHead, IReadOnlyList<LlhttpMessage> Messages)
{
    public static IReadOnlyList<LlhttpCase> All { get; } = [.. File.ReadLines(SharedData.Path("corpus", "http-messages", "open", "llhttp.jsonl")).Select(Read)];

    private static LlhttpCase Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var error = root.GetProperty("error");
        return new LlhttpCase(
            root.GetProperty("name").GetString()!,
            root.GetProperty("kind").GetString()!,
            root.GetProperty("lenient").GetString()!,
            root.GetProperty("bytes_b64").GetBytesFromBase64(),
            error.ValueKind == JsonValueKind.Null ? null : error.GetProperty("code").ToString(),
            root.GetProperty("upgrade").GetBoolean(),
            root.GetProperty("notes").GetString()!.Contains("skipBody", StringComparison.Ordinal),
            [.. root.GetProperty("messages").EnumerateArray().Select(LlhttpMessage.Read)]);
    }
}

/// <summary>One message of a case; the hash is of the body with chunking taken off.</summary>
public sealed record LlhttpMessage(int Start, bool Complete, long BodyLength, string BodySha256, string? Method)
{
    public static LlhttpMessage Read(JsonElement json) => new(
        json.GetProperty("start").GetInt32(),
        json.GetProperty("complete").GetBoolean(),
        json.GetProperty("body_len").GetInt64(),
        json.GetProperty("body_sha256").GetString()!,
        json.TryGetProperty("method", out var method) ? method.GetString() : null);
}
