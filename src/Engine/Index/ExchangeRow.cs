using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>An exchange while its index row is being made: one half at first, the other when it turns up.</summary>
internal sealed class ExchangeRow
{
    /// <summary>The row's number; −1 until it is written.</summary>
    public long Number { get; set; } = -1;

    public Record? Request { get; private init; }

    public RecordLocation RequestLocation { get; private init; }

    public Record? Response { get; private set; }

    public RecordLocation ResponseLocation { get; private set; }

    /// <summary>The next row that waits under the same id.</summary>
    public ExchangeRow? Next { get; set; }

    /// <summary>Whether the other half may still turn up.</summary>
    public bool IsWaiting { get; set; }

    public RecordId Id => (Request ?? Response)!.Id;

    public bool IsWritten => Number >= 0;

    public long Timestamp => (Request ?? Response)!.Timestamp;

    public long Latency => Request is null || Response is null ? -1 : Math.Max(0, Response.Timestamp - Request.Timestamp);

    public static ExchangeRow OfRequest(Record request, RecordLocation location) => new() { Request = request, RequestLocation = location };

    public static ExchangeRow OfResponse(Record response, RecordLocation location) => new() { Response = response, ResponseLocation = location };

    public void Take(ExchangeRow response)
    {
        Response = response.Response;
        ResponseLocation = response.ResponseLocation;
    }

    /// <summary>Stores the columns of <see cref="RecordingTables.Columns"/>, the number before them.</summary>
    public void AppendTo(ChunkAppender rows, PathTemplates templates)
    {
        rows.Add(Number);
        rows.AddText(Id.Span);
        rows.Add(Timestamp);
        AppendRequest(rows, new RequestFacts(Request?.Payload ?? default), templates);
        var response = new HttpResponseView(Response?.Payload ?? default);
        rows.Add((short)response.Status);
        rows.Add((long)(Request?.Payload.Length ?? 0));
        rows.Add((long)(Response?.Payload.Length ?? 0));
        rows.Add(Latency);
        rows.AddText(MediaTypes.WithoutParameters(response.Headers["Content-Type"u8]));
        rows.Add((sbyte)((Request?.Flags ?? RecordFlags.None) | (Response?.Flags ?? RecordFlags.None)));
        Append(rows, RequestLocation);
        Append(rows, ResponseLocation);
        rows.EndRow();
    }

    private void AppendRequest(ChunkAppender rows, in RequestFacts request, PathTemplates templates)
    {
        var target = new TargetParts(request.Target);
        rows.AddText(request.Method);
        rows.AddText(request.Host);
        rows.AddText(target.Absolute);
        rows.AddText(target.Path);
        rows.AddText(target.Search);
        rows.AddText(Request is null ? default : templates.Learn(target.Path));
        rows.AddText(request.MediaType);
        rows.AddText(request.Client);
    }

    private static void Append(ChunkAppender rows, RecordLocation location)
    {
        rows.Add(location.File);
        rows.Add(location.Offset);
        rows.Add(location.Length);
    }
}
