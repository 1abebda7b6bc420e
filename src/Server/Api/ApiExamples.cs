using System.Text.Json.Nodes;

namespace TapeDeck.Server.Api;

/// <summary>Request bodies to start from, by operation. Tests send them.</summary>
internal static class ApiExamples
{
    private static readonly Dictionary<string, string> s_requests = new(StringComparer.Ordinal)
    {
        ["createCapture"] = """
            {
              "name": "Shop, port 8000",
              "start": true,
              "plan": { "inputs": [ { "type": "capture", "interface": "lo", "ports": [ 8000 ], "trackResponses": true } ] }
            }
            """,
        ["createReplay"] = """
            {
              "name": "Shop against staging at double speed",
              "start": true,
              "plan": {
                "inputs": [ { "type": "file", "recording": "<recording id>", "speed": "200%" } ],
                "rules": [
                  { "kind": "allow-url", "pattern": "^/api" },
                  { "kind": "set-header", "name": "X-Replayed", "value": "1" }
                ],
                "outputs": [ { "type": "http", "url": "http://127.0.0.1:9000", "connections": 64, "timeout": "5s" } ]
              }
            }
            """,
        ["validateReplay"] = """
            {
              "plan": {
                "inputs": [ { "type": "file", "recording": "<recording id>", "speed": "200%" } ],
                "rules": [ { "kind": "allow-url", "pattern": "^/api" } ],
                "outputs": [ { "type": "http", "url": "http://127.0.0.1:9000" } ]
              },
              "first": 3
            }
            """,
        ["changeReplay"] = """{ "speed": "max" }""",
        ["validatePlan"] = """
            {
              "purpose": "capture",
              "plan": { "inputs": [ { "type": "capture", "interface": "lo", "ports": [ 8000 ], "filter": "tcp port 8000" } ] }
            }
            """,
        ["planFromCommandLine"] = """{ "text": "gor --input-raw :8000 --output-http 'http://staging:8000|10%'" }""",
        ["planToCommandLine"] = """{ "plan": { "inputs": [ { "type": "capture", "ports": [ 8000 ] } ], "outputs": [ { "type": "http", "url": "http://staging:8000" } ] } }""",
        ["createToken"] = """{ "name": "nightly job", "lifetime": "720h" }""",
        ["composeRecording"] = """{ "name": "Failures of both nodes", "recordings": [ "<recording id>" ], "filter": { "q": "status:5xx" } }""",
        ["createView"] = """{ "name": "Failing payments", "query": "path:/payments status>=500" }""",
        ["replaceView"] = """{ "name": "Payments of that evening", "query": "path:/payments", "from": "2026-03-17T18:00:00Z", "to": "2026-03-17T20:00:00Z" }""",
        ["createRuleSet"] = """
            {
              "name": "Shop on staging",
              "rules": [ { "kind": "allow-url", "pattern": "^/api" }, { "kind": "set-header", "name": "X-Env", "value": "staging" } ]
            }
            """,
        ["saveRuleSet"] = """{ "name": "Shop on staging", "rules": [ { "kind": "disallow-url", "pattern": "^/health" } ] }""",
        ["previewRules"] = """{ "rules": [ { "kind": "set-header", "name": "X-Env", "value": "staging" } ], "recording": "<recording id>", "q": "method:POST path:/api", "samples": 5 }""",
        ["readRulesFromOptions"] = """{ "text": "--http-allow-url ^/api --http-set-header 'X-Env: staging'" }""",
        ["changeRecording"] = """{ "name": "Evening peak", "pinned": true, "tags": [ "nightly" ], "note": "Before the change of the tax rates." }""",
    };

    /// <summary>The example of an operation's request body; null when it has none.</summary>
    public static JsonNode? Request(string? operationId) => operationId is not null && s_requests.TryGetValue(operationId, out var json) ? JsonNode.Parse(json) : null;
}
