using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>
/// An exchange while its row in the index is made. What the row needs of a message is taken out at once, while its bytes are still in the processor's
/// cache; the message is not held.
/// </summary>
internal sealed class IndexRow : ExchangeRow
{
    private readonly RowTexts _texts = new(8);
    private Message _request;
    private Message _response;

    private enum Text
    {
        Id,
        Method,
        Host,
        Absolute,
        Path,
        Search,
        Client,
        ContentType,
    }

    public RecordLocation ResponseLocation => _response.Location;

    /// <summary>The status code of the response; 0 without one.</summary>
    public short Status { get; private set; }

    public long ResponseBytes => _response.Bytes;

    public long Latency => _request.Location.Length == 0 || _response.Location.Length == 0 ? -1 : Math.Max(0, _response.Timestamp - _request.Timestamp);

    /// <summary>The media type of the response.</summary>
    public ReadOnlySpan<byte> ContentType => Of(Text.ContentType);

    /// <summary>How much of the id names the connection.</summary>
    public int SessionLength => Id.Session.Span.Length;

    public override void Set(Record record, RecordLocation location)
    {
        Keep(Text.Id, record.Id.Span);
        (Id, Timestamp) = (new RecordId(_texts.Memory((int)Text.Id)), record.Timestamp);
        var message = new Message(location, record.Timestamp, record.Payload.Length);
        if (record.Kind == RecordKind.Request)
        {
            _request = message;
            SetRequest(new RequestFacts(record.Payload));
        }
        else
        {
            _response = message;
            SetResponse(new HttpResponseView(record.Payload));
        }
    }

    /// <summary>Who sent the request, as far as headers and id tell.</summary>
    public ReadOnlySpan<byte> Client(Span<byte> room) => ClientAddress.Find(Of(Text.Client), Id, room);

    public override void Take(ExchangeRow response)
    {
        var other = (IndexRow)response;
        (_response, Status) = (other._response, other.Status);
        Keep(Text.ContentType, other.ContentType);
    }

    public override void Clear()
    {
        base.Clear();
        _texts.Clear();
        (_request, _response, Status) = (default, default, 0);
    }

    /// <summary>Stores the columns of <see cref="RecordingTables.Columns"/>, the number before them.</summary>
    public void AppendTo(ChunkAppender rows, PathTemplates templates)
    {
        rows.Add(Number);
        rows.AddText(Id.Span);
        rows.Add(Timestamp);
        rows.AddText(Of(Text.Method));
        rows.AddText(Of(Text.Host));
        rows.AddTextOrNull(Of(Text.Absolute));
        rows.AddText(Of(Text.Path));
        rows.AddText(Of(Text.Search));
        rows.AddText(_request.Location.Length == 0 ? default : templates.Learn(Of(Text.Path)));
        rows.AddText(Client(stackalloc byte[ClientAddress.MostBytes]));
        rows.Add(Status);
        rows.Add(_request.Bytes);
        rows.Add(ResponseBytes);
        rows.Add(Latency);
        rows.AddText(ContentType);
        Append(rows, _request.Location);
        Append(rows, _response.Location);
        rows.Add(SessionLength);
        rows.EndRow();
    }

    private static void Append(ChunkAppender rows, RecordLocation location)
    {
        rows.Add(location.File);
        rows.Add(location.Offset);
        rows.Add(location.Length);
    }

    private void SetRequest(in RequestFacts request)
    {
        var target = new RequestTarget<byte>(request.Target);
        Keep(Text.Method, request.Method);
        Keep(Text.Host, request.Host);
        Keep(Text.Absolute, target.Absolute);
        Keep(Text.Path, target.Path);
        Keep(Text.Search, target.Search);
        Keep(Text.Client, request.Client);
    }

    private void SetResponse(HttpResponseView response)
    {
        Status = (short)response.Status;
        Keep(Text.ContentType, MediaTypes.WithoutParameters(response.Headers["Content-Type"u8]));
    }

    private ReadOnlySpan<byte> Of(Text text) => _texts[(int)text];

    private void Keep(Text text, ReadOnlySpan<byte> value) => _texts.Set((int)text, value);

    /// <summary>Where a record stands and how long its message is. A location without length is that of no record.</summary>
    private readonly record struct Message(RecordLocation Location, long Timestamp, long Bytes);
}
