using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Http;

namespace TapeDeck.Server.Api;

/// <summary>Finds the messages of an exchange somewhere.</summary>
internal delegate Task<ExchangeContent?> FindExchange(string id, long number, IServiceProvider services, CancellationToken cancellationToken);

/// <summary>
/// The bytes of messages and bodies. Always as an attachment without a type: what was recorded must not run in the reader's browser.
/// </summary>
internal static class MessageEndpoints
{
    private const string Binary = "application/octet-stream";
    private const int LargestDecodedBytes = 64 << 20;

    public static void Map(IEndpointRouteBuilder group, string path, string noun, FindExchange find)
    {
        foreach (var (side, part) in new[] { ("request", (Func<ExchangeContent, Record?>)(content => content.Request)), ("response", content => content.Response) })
        {
            var address = path + "/" + side;
            var name = noun + (side == "request" ? "Request" : "Response");
            group.MapGet(address, async (string id, long number, HttpContext context) =>
                    await FindAsync(id, number, context) is { } message ? Send(message.Payload, $"{number}-{side}.http") : ApiProblems.NotFound(side))
                .WithName($"get{name}").WithSummary($"The {side} exactly as on the wire.").Produces<Stream>(200, Binary).WithProblems(404);
            group.MapGet(address + "/body", async (string id, long number, bool? decoded, HttpContext context) =>
                    await FindAsync(id, number, context) is { } message ? SendBody(message, decoded == true, $"{number}-{side}-body.bin") : ApiProblems.NotFound(side))
                .WithName($"get{name}Body").WithSummary($"The body of the {side} as on the wire, or with chunks and codings taken off.")
                .Produces<Stream>(200, Binary).WithProblems(404);

            async Task<Record?> FindAsync(string id, long number, HttpContext context) =>
                await find(id, number, context.RequestServices, context.RequestAborted) is { } content ? part(content) : null;
        }
    }

    private static IResult SendBody(Record message, bool isDecoded, string name)
    {
        var (headers, body) = message.Kind == RecordKind.Request
            ? (new HttpRequestView(message.Payload).Headers, new HttpRequestView(message.Payload).Body)
            : (new HttpResponseView(message.Payload).Headers, new HttpResponseView(message.Payload).Body);
        return Send(isDecoded ? BodyDecoder.DecodeToDamage(headers, body, LargestDecodedBytes).Bytes : body, name);
    }

    private static IResult Send(ReadOnlyMemory<byte> bytes, string name) =>
        Results.Bytes(bytes, Binary, name, enableRangeProcessing: true, entityTag: EntityTags.OfBytes(bytes.Span));
}
