using System.Net;
using System.Text.Json;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>What became of one document of a batch.</summary>
/// <param name="Status">Status code as if it had been sent alone.</param>
/// <param name="Error">What the server says about it; null when it is stored.</param>
internal readonly record struct BulkItem(int Status, string? Error)
{
    public bool IsStored => Status is >= 200 and < 300;

    /// <summary>Whether the server had no time for it, rather than anything against it.</summary>
    public bool MayRepeat => Status is 429 or 503;
}

/// <summary>What became of a batch: of each document, or of all of them together.</summary>
internal sealed record BulkAnswer
{
    /// <summary>One for each document in order; empty when the batch failed as a whole.</summary>
    public IReadOnlyList<BulkItem> Items { get; private init; } = [];

    /// <summary>Why the whole batch failed; null when it did not.</summary>
    public ReplayFailure? Failure { get; private init; }

    /// <summary>Whether the same batch may do better later.</summary>
    public bool MayRepeat { get; private init; }

    /// <summary>Whether the batch was too large; parts of it may do better.</summary>
    public bool IsTooLarge { get; private init; }

    /// <summary>No answer came.</summary>
    public static BulkAnswer None(ReplayFailure failure) =>
        new() { Failure = failure, MayRepeat = failure.Reason is not (LedgerReason.Forbidden or LedgerReason.TlsFailed) };

    /// <summary>Reads an answer to a batch of so many documents.</summary>
    public static BulkAnswer Read(HttpStatusCode status, ReadOnlyMemory<byte> body, int count)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (status == HttpStatusCode.OK)
            {
                var items = json.RootElement.GetProperty("items").EnumerateArray().Select(ReadItem).ToArray();
                return items.Length == count ? new BulkAnswer { Items = items } : Nonsense(status);
            }

            return Refused(status, json.RootElement.TryGetProperty("error", out var error) ? ReadError(error) : null);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return status == HttpStatusCode.OK ? Nonsense(status) : Refused(status, null);
        }
    }

    private static BulkItem ReadItem(JsonElement item)
    {
        var outcome = item.EnumerateObject().First().Value;
        return new BulkItem(outcome.GetProperty("status").GetInt32(), outcome.TryGetProperty("error", out var error) ? ReadError(error) : null);
    }

    private static string? ReadError(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return error.ToString();
        }

        var type = error.TryGetProperty("type", out var name) ? name.ToString() : "error";
        return error.TryGetProperty("reason", out var reason) ? $"{type}: {reason}" : type;
    }

    private static BulkAnswer Refused(HttpStatusCode status, string? error) => new()
    {
        Failure = new ReplayFailure(
            status == HttpStatusCode.RequestEntityTooLarge ? LedgerReason.TooLarge : LedgerReason.Rejected, $"The server answered {(int)status}{(error is null ? "" : $", {error}")}."),
        MayRepeat = status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        IsTooLarge = status == HttpStatusCode.RequestEntityTooLarge,
    };

    private static BulkAnswer Nonsense(HttpStatusCode status) =>
        new() { Failure = new ReplayFailure(LedgerReason.InvalidResponse, $"The server answered {(int)status}, but not as the bulk API does.") };
}
