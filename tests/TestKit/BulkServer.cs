using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using TapeDeck.Engine.Http;

namespace TapeDeck.TestKit;

/// <summary>
/// A server with Elasticsearch's bulk API that refuses what versions 8 and 9 and OpenSearch refuse: other content types, a missing last line feed,
/// <c>_type</c>, unknown actions, impossible index names, too much at once, wrong credentials.
/// </summary>
public sealed class BulkServer : IAsyncDisposable
{
    private static readonly string[] s_actions = ["create", "delete", "index", "update"];
    private static readonly string[] s_parameters = ["_index", "_id", "routing", "pipeline", "if_seq_no", "if_primary_term", "version", "version_type", "require_alias", "dynamic_templates"];
    private readonly ScriptedTarget _target;
    private int _requests;

    public BulkServer(int port = 0) => _target = new ScriptedTarget(AnswerAsync, port: port);

    public int Port => _target.Port;

    public string Address => _target.Address;

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The request lines and headers so far.</summary>
    public IEnumerable<string> Heads => _target.Requests.Select(request => Encoding.Latin1.GetString(new HttpRequestView(request).Head.Span));

    /// <summary>What was stored: index and document.</summary>
    public ConcurrentQueue<(string Index, JsonElement Document)> Stored { get; } = new();

    /// <summary>Status for a whole request by its number from 1; 200 takes it in.</summary>
    public Func<int, int> StatusOfRequest { get; set; } = _ => 200;

    /// <summary>Status for a document that could be stored, by the number of its request from 1.</summary>
    public Func<int, JsonElement, int> StatusOfDocument { get; set; } = (_, _) => 201;

    /// <summary>Larger bodies are refused with 413.</summary>
    public int MostBytes { get; set; } = 100 << 20;

    /// <summary>The value Authorization must have; null for any or none.</summary>
    public string? Authorization { get; set; }

    /// <summary>Answers wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    private async Task AnswerAsync(ScriptedConnection connection, byte[] bytes)
    {
        var number = Interlocked.Increment(ref _requests);
        await Task.WhenAny(Gate, connection.HangAsync());
        var (status, body) = Take(new HttpRequestView(bytes), number);
        await connection.SendAsync($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n");
        await connection.SendAsync(Encoding.UTF8.GetBytes(body));
    }

    private (int Status, string Body) Take(HttpRequestView request, int number)
    {
        var type = Encoding.Latin1.GetString(request.Headers["Content-Type"u8]).Split(';')[0];
        var path = Encoding.Latin1.GetString(request.Target).Split('?')[0];
        return StatusOfRequest(number) is not 200 and var wished ? Error(wished, "scripted_exception", "as the test wants")
            : Authorization is not null && Encoding.Latin1.GetString(request.Headers["Authorization"u8]) != Authorization ? Error(401, "security_exception", "unable to authenticate")
            : !path.EndsWith("/_bulk", StringComparison.Ordinal) || !(request.Method.SequenceEqual("POST"u8) || request.Method.SequenceEqual("PUT"u8))
                ? Error(405, "method_not_allowed", $"Incorrect HTTP method for uri [{path}]")
            : type is not ("application/x-ndjson" or "application/json") ? Error(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported")
            : request.Body.Length > MostBytes ? (413, "")
            : TakeLines(request.Body, number);
    }

    private (int Status, string Body) TakeLines(ReadOnlyMemory<byte> body, int number)
    {
        if (body.IsEmpty || body.Span[^1] != '\n')
        {
            return Error(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]");
        }

        var lines = Encoding.UTF8.GetString(body.Span[..^1]).Split('\n');
        var items = new List<string>();
        for (var i = 0; i < lines.Length; i += 2)
        {
            if (ActionFault(lines[i], i + 1, out var index) is { } fault)
            {
                return Error(400, "illegal_argument_exception", fault);
            }

            items.Add(TakeDocument(index, i + 1 < lines.Length ? lines[i + 1] : "", number));
        }

        var failed = items.Any(item => item.Contains("\"error\"", StringComparison.Ordinal));
        return (200, $$"""{"took":1,"errors":{{(failed ? "true" : "false")}},"items":[{{string.Join(',', items)}}]}""");
    }

    private static string? ActionFault(string line, int number, out string index)
    {
        index = "";
        try
        {
            using var json = JsonDocument.Parse(line);
            var action = json.RootElement.EnumerateObject().Single();
            if (!s_actions.Contains(action.Name))
            {
                return $"Malformed action/metadata line [{number}], expected one of [create, delete, index, update] but found [{action.Name}]";
            }

            if (action.Value.EnumerateObject().FirstOrDefault(parameter => !s_parameters.Contains(parameter.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } odd)
            {
                return $"Action/metadata line [{number}] contains an unknown parameter [{odd.Name}]";
            }

            index = action.Value.TryGetProperty("_index", out var name) ? name.GetString()! : "";
            return index.Length == 0 ? "index is missing" : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return $"Malformed action/metadata line [{number}]";
        }
    }

    private string TakeDocument(string index, string line, int number)
    {
        if (index.Any(char.IsUpper) || index.IndexOfAny(['\\', '/', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':']) >= 0 || index[0] is '-' or '_' or '+' || index is "." or "..")
        {
            return Item(index, 400, "invalid_index_name_exception", $"Invalid index name [{index}]");
        }

        try
        {
            var document = JsonDocument.Parse(line).RootElement;
            if (document.ValueKind != JsonValueKind.Object)
            {
                return Item(index, 400, "document_parsing_exception", "failed to parse");
            }

            var status = StatusOfDocument(number, document);
            if (status is >= 200 and < 300)
            {
                Stored.Enqueue((index, document));
                return $$$"""{"index":{"_index":"{{{index}}}","_id":"{{{Guid.NewGuid():N}}}","_version":1,"result":"created","status":{{{status}}} } }""";
            }

            return Item(index, status, status == 429 ? "es_rejected_execution_exception" : "document_parsing_exception", "as the test wants");
        }
        catch (JsonException failure)
        {
            return Item(index, 400, "document_parsing_exception", failure.Message.Replace('"', '\'').Replace('\\', '/'));
        }
    }

    private static string Item(string index, int status, string type, string reason) =>
        $$$"""{"index":{"_index":"{{{index}}}","status":{{{status}}},"error":{"type":"{{{type}}}","reason":"{{{reason}}}"} } }""";

    private static (int Status, string Body) Error(int status, string type, string reason)
    {
        var escaped = reason.Replace("\\", "\\\\", StringComparison.Ordinal);
        return (status, $$$"""{"error":{"root_cause":[],"type":"{{{type}}}","reason":"{{{escaped}}}"},"status":{{{status}}} }""");
    }
}
