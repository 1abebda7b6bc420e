using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Security;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace TapeDeck.Server.Api;

/// <summary>The description of the API (OpenAPI 3.1) and the page to read and try it, both without any asset from elsewhere.</summary>
internal static class ApiReference
{
    private const string TokenScheme = "token";
    private static readonly JsonNode s_tag = "\"6d1f0c2a9b3e4f58-0a7c5e9d21b8f364\"";

    public static IServiceCollection AddApiReference(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => IsText(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("OfOf", "Of", StringComparison.Ordinal);
        options.ShouldInclude = description => !IsHeadOfGet(description);
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer((operation, context, _) => Complete(operation, context));
        options.AddSchemaTransformer((schema, context, _) => DescribeValue(schema, context.JsonTypeInfo));
    });

    public static void MapApiReference(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        var reference = app.MapGroup("");
        ((IEndpointConventionBuilder)reference).Finally(endpoint => // The package opens its script to everybody; here nothing is open.
        {
            foreach (var open in endpoint.Metadata.OfType<IAllowAnonymous>().ToArray())
            {
                endpoint.Metadata.Remove(open);
            }
        });
        reference.MapScalarApiReference("/scalar", (options, context) => options
            .WithTitle("TapeDeck API").WithOpenApiRoutePattern("/openapi/{documentName}.json").AddDocument("v1")
            .WithNonce(SecurityHeaders.AllowInlineScript(context))
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().HideDeveloperTools());
    }

    /// <summary>HEAD where GET is described goes without saying.</summary>
    private static bool IsHeadOfGet(ApiDescription description) => description.HttpMethod == HttpMethods.Head
        && description.ActionDescriptor.EndpointMetadata.OfType<HttpMethodMetadata>().Any(methods => methods.HttpMethods.Contains(HttpMethods.Get));

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "TapeDeck API",
            Version = About.Version,
            License = new OpenApiLicense { Name = "Apache License 2.0", Identifier = "Apache-2.0" },
            Description = "Record HTTP traffic, browse it, replay it. Sign in with an API token (`Authorization: Bearer td_…`); a browser's cookie works too, "
                + $"with the header `{OriginGuard.Header}: 1` on requests that change something. Every failure is `application/problem+json`; "
                + "faults of a request body are listed in `errors`, each with a JSON pointer. Unknown parameters and members are refused. "
                + "Lists come in pages: `limit` is 1 to 1000, `nextCursor` of the answer goes into `cursor` of the next request, with all else as it was. "
                + "What can be changed has an `ETag`; `PUT`, `PATCH` and `DELETE` of it need `If-Match`: the tag of the state that is changed, or `*`. "
                + "Times are RFC 3339 in UTC, durations like `250ms`, sizes in bytes. "
                + "SignalR clients find the live stream at `/hubs/live`: stream method `Subscribe(captureId, filter)`, batches of `{exchanges, dropped}`.",
        };
        ReferenceProblems.Describe(document);
        document.Tags = ApiTags.All();
        foreach (var server in document.Servers ?? [])
        {
            server.Url = server.Url?.TrimEnd('/');
        }

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, made under Settings or POST /tokens." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var description = context.Description;
        ReferenceProblems.AddTo(operation, context.Document!);
        ReferenceExamples.AddTo(operation, description, context.ApplicationServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        if (ApiExamples.Request(operation.OperationId) is { } example && operation.RequestBody?.Content?.TryGetValue("application/json", out var content) == true)
        {
            content.Example = example;
        }

        if (description.ActionDescriptor.EndpointMetadata.OfType<TakesIdempotencyKey>().Any())
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IdempotencyKeys.Header, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 }, Example = "nightly-2026-11-26",
                Description = $"Sent again within a day with the same key, the same request is answered as the first time ({IdempotencyKeys.AgainHeader}: true) and makes nothing; another request with it is refused (422).",
            });
        }

        if (description.ActionDescriptor.EndpointMetadata.OfType<TaggedAnswer>().Any())
        {
            DescribeTag(operation, description.HttpMethod == HttpMethods.Get);
        }

        foreach (var match in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter is { In: ParameterLocation.Header, Name: "If-Match" }) ?? [])
        {
            (match.Description, match.Example) = ("Required: the ETag of the state that is changed, or * for whatever there is.", s_tag);
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Query))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        return Task.CompletedTask;
    }

    private static void DescribeTag(OpenApiOperation operation, bool isRead)
    {
        foreach (var answer in operation.Responses!.Where(pair => pair.Key.StartsWith('2')).Select(pair => pair.Value).OfType<OpenApiResponse>())
        {
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
            answer.Headers["ETag"] = new OpenApiHeader { Description = "For If-Match and If-None-Match.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = s_tag };
        }

        if (isRead)
        {
            operation.Responses!.TryAdd("304", new OpenApiResponse { Description = "It is still as If-None-Match says." });
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "If-None-Match", In = ParameterLocation.Header, Description = "The ETag of the answer you have.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = s_tag,
            });
        }
    }

    /// <summary>
    /// Types that are written as text by converters of their own, which the generator cannot look into; numbers, which are written as such although texts are read as well;
    /// and members that may be null, which are then left out.
    /// </summary>
    private static Task DescribeValue(OpenApiSchema schema, JsonTypeInfo info)
    {
        var type = info.Type;
        schema.Required?.ExceptWith(info.Properties.Where(member => member.IsGetNullable).Select(member => member.Name));
        if (IsText(type))
        {
            var plain = Plain(type);
            (schema.Type, schema.Examples) = (plain == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null, [plain == typeof(TimeSpan) ? "250ms" : "200%"]);
            schema.Description ??= plain == typeof(TimeSpan) ? "A duration: numbers with units ns, us, ms, s, m, h." : "A percentage of the recorded pace, a rate such as 10/s, or max.";
        }

        else if (schema.Type is { } types && (types & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            (schema.Type, schema.Pattern) = (types & ~JsonSchemaType.String, null);
        }

        return Task.CompletedTask;
    }

    private static bool IsText(Type type) => Plain(type) == typeof(TimeSpan) || Plain(type) == typeof(ReplaySpeed);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
