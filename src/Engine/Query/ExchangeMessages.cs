using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Query;

/// <summary>An exchange under a query: its messages are fetched and its bodies decoded when a condition asks, and once.</summary>
internal abstract class ExchangeMessages
{
    /// <summary>Bytes of a decoded body that are looked at: what expands further is searched that far.</summary>
    public const int MostBodyBytes = 16 << 20;

    private ReadOnlyMemory<byte>? _request;
    private ReadOnlyMemory<byte>? _response;
    private ReadOnlyMemory<byte>? _requestBody;
    private ReadOnlyMemory<byte>? _responseBody;

    public abstract ExchangeSummary Summary { get; }

    /// <summary>The headers of a message; empty when it is not there.</summary>
    public HeaderBlock Headers(MessageSide side) =>
        side == MessageSide.Request ? new HttpRequestView(Payload(side)).Headers : new HttpResponseView(Payload(side)).Headers;

    /// <summary>The body of a message without its codings; empty when it is not there.</summary>
    public ReadOnlySpan<byte> Body(MessageSide side)
    {
        ref var body = ref side == MessageSide.Request ? ref _requestBody : ref _responseBody;
        body ??= Decode(side);
        return body.Value.Span;
    }

    /// <summary>Fetches a message; empty when there is none.</summary>
    protected abstract ReadOnlyMemory<byte> Read(MessageSide side);

    /// <summary>Another exchange is meant from now on.</summary>
    protected void Forget() => (_request, _response, _requestBody, _responseBody) = (null, null, null, null);

    private ReadOnlyMemory<byte> Decode(MessageSide side)
    {
        var payload = Payload(side);
        var body = side == MessageSide.Request ? new HttpRequestView(payload).Body : new HttpResponseView(payload).Body;
        return body.IsEmpty ? body : BodyDecoder.Decode(Headers(side), body, MostBodyBytes).Bytes;
    }

    private ReadOnlyMemory<byte> Payload(MessageSide side)
    {
        ref var known = ref side == MessageSide.Request ? ref _request : ref _response;
        known ??= Read(side);
        return known.Value;
    }
}
