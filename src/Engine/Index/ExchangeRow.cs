using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>
/// An exchange while its index row is being made: one half at first, the other when it turns up. Rows are used again and again by their
/// <see cref="ExchangeRowPool"/>: they are many, and live just long enough to be dear to the garbage collector.
/// </summary>
internal sealed class ExchangeRow
{
    private Message _request;
    private Message _response;

    /// <summary>The row's number; −1 until it is written.</summary>
    public long Number { get; set; } = -1;

    /// <summary>The next row that waits under the same id.</summary>
    public ExchangeRow? Next { get; set; }

    /// <summary>Whether the other half may still turn up.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Changes whenever the row begins to wait, so that what is remembered of an earlier wait does not count.</summary>
    public long Turn { get; set; }

    public RecordId Id { get; private set; }

    public long Timestamp { get; private set; }

    public bool IsWritten => Number >= 0;

    public RecordLocation ResponseLocation => _response.Location;

    public RecordFlags ResponseFlags => _response.Flags;

    public HttpResponseView Response => new(_response.Payload);

    public long ResponseBytes => _response.Payload.Length;

    public long Latency => _request.Location.Length == 0 || _response.Location.Length == 0 ? -1 : Math.Max(0, _response.Timestamp - _request.Timestamp);

    public void SetRequest(Record request, RecordLocation location) => Begin(request, _request = new Message(request, location));

    public void SetResponse(Record response, RecordLocation location) => Begin(response, _response = new Message(response, location));

    /// <summary>Joins the response of another row, which has no request.</summary>
    public void Take(ExchangeRow response) => _response = response._response;

    /// <summary>The exchange as it was recorded, with this number.</summary>
    public RecordedExchange ToExchange(long number)
    {
        var (request, response) = (_request.ToRecord(RecordKind.Request, Id), _response.ToRecord(RecordKind.Response, Id));
        return new RecordedExchange(ExchangeSummarizer.Summarize(number, request, response), request, response);
    }

    /// <summary>Makes it as good as new.</summary>
    public void Clear()
    {
        (_request, _response, Id, Next) = (default, default, default, null);
        (Number, IsWaiting) = (-1, false);
    }

    /// <summary>Stores the columns of <see cref="RecordingTables.Columns"/>, the number before them.</summary>
    public void AppendTo(ChunkAppender rows, PathTemplates templates)
    {
        rows.Add(Number);
        rows.AddText(Id.Span);
        rows.Add(Timestamp);
        AppendRequest(rows, new RequestFacts(_request.Payload), templates);
        var response = Response;
        rows.Add((short)response.Status);
        rows.Add((long)_request.Payload.Length);
        rows.Add(ResponseBytes);
        rows.Add(Latency);
        rows.AddText(MediaTypes.WithoutParameters(response.Headers["Content-Type"u8]));
        rows.Add((sbyte)(_request.Flags | _response.Flags));
        Append(rows, _request.Location);
        Append(rows, _response.Location);
        rows.Add(Id.Session.Span.Length);
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
        rows.AddText(_request.Location.Length == 0 ? default : templates.Learn(target.Path));
        rows.AddText(request.MediaType);
        rows.AddText(ClientAddress.Find(request, Id, stackalloc byte[ClientAddress.MostBytes]));
    }

    private static void Append(ChunkAppender rows, RecordLocation location)
    {
        rows.Add(location.File);
        rows.Add(location.Offset);
        rows.Add(location.Length);
    }

    private void Begin(Record record, in Message message) => (Id, Timestamp) = (record.Id, message.Timestamp);

    /// <summary>What is kept of a record. A location without length is that of no record.</summary>
    private readonly struct Message(Record record, RecordLocation location)
    {
        public ReadOnlyMemory<byte> Payload { get; } = record.Payload;

        public long Timestamp { get; } = record.Timestamp;

        public RecordFlags Flags { get; } = record.Flags;

        public RecordLocation Location { get; } = location;

        private readonly long _latency = record.Latency;

        public Record? ToRecord(RecordKind kind, RecordId id) => Location.Length == 0 ? null
            : new Record { Kind = kind, Id = id, Timestamp = Timestamp, Latency = _latency, Payload = Payload, Flags = Flags };
    }
}
