using System.Security.Cryptography;
using System.Text;
using TapeDeck.Server.Security;

namespace TapeDeck.Server.Api;

/// <summary>
/// A request that makes something may carry an <c>Idempotency-Key</c>: sent again with the same key it is answered as the first time, and nothing is made twice (ADR 27).
/// </summary>
internal static class IdempotencyKeys
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string AgainHeader = "Idempotency-Replayed";

    private const int LongestKey = 255;

    /// <summary>Lets an endpoint take keys.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new TakesIdempotencyKey()).WithProblems(409, 422);

    public static void UseIdempotencyKeys(this IApplicationBuilder app) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<TakesIdempotencyKey>() is not null && context.Request.Headers.TryGetValue(Header, out var key)
            ? AnswerOnceAsync(context, key.ToString(), next)
            : next(context));

    private static async Task AnswerOnceAsync(HttpContext context, string key, RequestDelegate next)
    {
        if (key.Length is 0 or > LongestKey)
        {
            await ApiProblems.BadRequest("", $"{Header} is a text of 1 to {LongestKey} characters.").ExecuteAsync(context);
            return;
        }

        var answers = context.RequestServices.GetRequiredService<RememberedAnswers>();
        var id = Digest(Encoding.UTF8.GetBytes($"{OpenRequests.IdOf(context.User)}\n{context.Request.Path}\n{key}"));
        if (!answers.TryHold(id))
        {
            await ApiProblems.Conflict([new("", "A request with this key is being answered; send it again later.")]).ExecuteAsync(context);
            return;
        }

        try
        {
            var request = await DigestAsync(context.Request, context.RequestAborted);
            await (await answers.FindAsync(id, context.RequestAborted) switch
            {
                null => AnswerAsync(context, answers, id, request, next),
                var known when known.Request == request => AgainAsync(context, known),
                _ => ApiProblems.Unprocessable([new("", "This key was sent with another request; take a new one.")]).ExecuteAsync(context),
            });
        }
        finally
        {
            answers.Release(id);
        }
    }

    /// <summary>Answers and remembers it when something was made. A refusal made nothing: what was refused may be tried again.</summary>
    private static async Task AnswerAsync(HttpContext context, RememberedAnswers answers, string id, string request, RequestDelegate next)
    {
        var response = context.Response;
        var (body, kept) = (response.Body, new MemoryStream());
        response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode is >= 200 and < 300)
        {
            await answers.TryKeepAsync(id, new RememberedAnswer(request, response.StatusCode, response.Headers.Location, response.Headers.ETag, response.ContentType, kept.ToArray()));
        }

        await body.WriteAsync(kept.GetBuffer().AsMemory(0, (int)kept.Length), context.RequestAborted);
    }

    private static Task AgainAsync(HttpContext context, RememberedAnswer answer)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (answer.Status, answer.ContentType, answer.Body.Length);
        (response.Headers.Location, response.Headers.ETag, response.Headers[AgainHeader]) = (answer.Location, answer.ETag, "true");
        return response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }

    private static async Task<string> DigestAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{request.QueryString}\n"));
        var buffer = new byte[16 << 10];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            digest.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>An endpoint that takes an <c>Idempotency-Key</c>.</summary>
internal sealed record TakesIdempotencyKey;
