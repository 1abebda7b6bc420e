using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using TapeDeck.Server.Api.Samples;

namespace TapeDeck.Server.Api;

/// <summary>Gives every answer of the description an example: written by the options that write the answers, from the objects that they are made of.</summary>
internal static class ReferenceExamples
{
    public static void AddTo(OpenApiOperation operation, ApiDescription description, JsonSerializerOptions json)
    {
        foreach (var (status, answer) in operation.Responses!)
        {
            foreach (var (type, content) in answer.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                content.Example ??= type == ReferenceProblems.Type ? Problem(operation, description, int.Parse(status), json) : Answer(operation, description, status, type, json);
            }
        }
    }

    /// <summary>Of an event stream, what is in its usual event.</summary>
    private static JsonNode? Answer(OpenApiOperation operation, ApiDescription description, string status, string type, JsonSerializerOptions json) =>
        type is "application/json" or "text/event-stream"
        && description.SupportedResponseTypes.FirstOrDefault(answer => $"{answer.StatusCode}" == status)?.Type is { } kind
        && SampleSet.All.Find(operation.OperationId, kind) is { } sample
            ? JsonSerializer.SerializeToNode(sample, kind, json) : null;

    private static JsonNode? Problem(OpenApiOperation operation, ApiDescription description, int status, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToNode(ProblemSamples.Of(status, operation.Tags?.FirstOrDefault()?.Name, $"/{description.RelativePath}"), json);
}
