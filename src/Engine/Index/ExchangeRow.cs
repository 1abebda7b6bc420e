using DuckDB.NET.Data;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>An exchange while its index row is being made: one half at first, the other when it turns up.</summary>
internal sealed class ExchangeRow
{
    public required string Id { get; init; }

    /// <summary>The row's number; −1 until it is written.</summary>
    public long Number { get; set; } = -1;

    public ExchangeSummary? Request { get; init; }

    public RecordLocation RequestLocation { get; init; }

    public ExchangeSummary? Response { get; private set; }

    public RecordLocation ResponseLocation { get; private set; }

    /// <summary>The next row that waits under the same id.</summary>
    public ExchangeRow? Next { get; set; }

    /// <summary>Whether the other half may still turn up.</summary>
    public bool IsWaiting { get; set; }

    public bool IsWritten => Number >= 0;

    public long Timestamp => (Request ?? Response)!.Timestamp;

    public long Latency => Request is null || Response is null ? -1 : Math.Max(0, Response.Timestamp - Request.Timestamp);

    public static ExchangeRow OfRequest(ExchangeSummary request, RecordLocation location) =>
        new() { Id = request.Id, Request = request, RequestLocation = location };

    public static ExchangeRow OfResponse(ExchangeSummary response, RecordLocation location) =>
        new() { Id = response.Id, Response = response, ResponseLocation = location };

    public void Take(ExchangeRow response)
    {
        Response = response.Response;
        ResponseLocation = response.ResponseLocation;
    }

    public void AppendTo(DuckDBAppender appender)
    {
        var target = Request?.Target ?? "";
        appender.CreateRow()
            .AppendValue(Number).AppendValue(Id).AppendValue(Timestamp)
            .AppendValue(Request?.Method ?? "").AppendValue(Request?.Host ?? "").AppendValue(target).AppendValue(RequestTarget.PathOf(target))
            .AppendValue((short)(Response?.Status ?? 0))
            .AppendValue(Request?.RequestBytes ?? 0).AppendValue(Response?.ResponseBytes ?? 0).AppendValue(Latency)
            .AppendValue(Response?.ContentType ?? "")
            .AppendValue(RequestLocation.File).AppendValue(RequestLocation.Offset).AppendValue(RequestLocation.Length)
            .AppendValue(ResponseLocation.File).AppendValue(ResponseLocation.Offset).AppendValue(ResponseLocation.Length)
            .EndRow();
    }
}
