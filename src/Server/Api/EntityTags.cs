using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api;

/// <summary>A resource that requests change or delete.</summary>
internal interface IMutableResource
{
    /// <summary>What people decide about it, without what the program observes of it: changes of this alone make an <c>If-Match</c> stale.</summary>
    object Decided();
}

/// <summary>
/// Entity tags (RFC 9110 §8.8.3, ADR 23): <c>"decided-whole"</c>, a digest of what people decided and one of the whole answer. <c>If-None-Match</c> compares all of it,
/// <c>If-Match</c> the first part: that a recording grew meanwhile must not refuse its new name.
/// </summary>
internal static class EntityTags
{
    private const int DigestBytes = 8;

    /// <summary>Answers with a resource and its tag; with 304 a GET that has this already.</summary>
    public static IResult Of<T>(T resource, int status = StatusCodes.Status200OK, string? location = null)
        where T : IMutableResource => new Tagged<T>(resource, status, location);

    /// <summary>The part of a tag that <c>If-Match</c> compares.</summary>
    public static string DecidedPart(IMutableResource resource) => Digest(JsonSerializer.SerializeToUtf8Bytes(resource.Decided(), PlanJson.Options));

    /// <summary>The tag of bytes that never change their meaning.</summary>
    public static EntityTagHeaderValue OfBytes(ReadOnlySpan<byte> bytes) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..(2 * DigestBytes)])}\"");

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes)[..DigestBytes]);

    private sealed class Tagged<T>(T resource, int status, string? location) : IResult
        where T : IMutableResource
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            var body = JsonSerializer.SerializeToUtf8Bytes(resource, options);
            var tag = new EntityTagHeaderValue($"\"{DecidedPart(resource)}-{Digest(body)}\"");
            var (request, response) = (httpContext.Request, httpContext.Response);
            response.Headers.ETag = tag.ToString();
            response.Headers.Location = location;
            if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(EntityTagHeaderValue.Any, useStrongComparison: false) || known.Compare(tag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            (response.StatusCode, response.ContentType, response.ContentLength) = (status, "application/json; charset=utf-8", body.Length);
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
