using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace TapeDeck.Server.Api;

/// <summary>Describes the failures that go without saying where an endpoint is mapped, and what is in a problem.</summary>
internal static class ReferenceProblems
{
    public const string Type = "application/problem+json";

    /// <summary>Adds what every operation may answer with.</summary>
    public static void AddTo(OpenApiOperation operation, OpenApiDocument document)
    {
        Add(operation, document, "400", "A parameter or the body cannot be read; errors says which and why.");
        Add(operation, document, "401", "No valid token or cookie.");
        if (operation.RequestBody is not null)
        {
            Add(operation, document, "413", "The body is larger than is allowed here.");
            Add(operation, document, "415", "A body of this type is not read here.");
        }

        Add(operation, document, "429", "Too many requests of this token, in all or at the same time; Retry-After says when to try again.");
        Add(operation, document, "500", "Something failed inside TapeDeck; its log has more under the traceId.");
        Add(operation, document, "507", "There is no room, or no right, to store it.");
    }

    /// <summary>Completes the schema: members beyond those of RFC 9457, of which there may be more one day.</summary>
    public static void Describe(OpenApiDocument document)
    {
        if (document.Components?.Schemas?[nameof(ProblemDetails)] is not OpenApiSchema problem)
        {
            return;
        }

        problem.AdditionalPropertiesAllowed = true;
        problem.Properties!["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(nameof(ApiFault), document), Description = "Every fault of the request; absent for other failures.",
        };
        problem.Properties["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Finds it in the server's log." };
    }

    private static void Add(OpenApiOperation operation, OpenApiDocument document, string status, string description) =>
        (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [Type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), document) } },
        });
}
