using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Index;

/// <summary>An exchange that keeps its records as they were read.</summary>
internal sealed class RecordedRow : ExchangeRow
{
    private Record? _request;
    private Record? _response;

    public override void Set(Record record, RecordLocation location)
    {
        (Id, Timestamp) = (record.Id, record.Timestamp);
        (_request, _response) = record.Kind == RecordKind.Request ? (record, _response) : (_request, record);
    }

    public override void Take(ExchangeRow response) => _response = ((RecordedRow)response)._response;

    /// <summary>The exchange as it was recorded, with this number.</summary>
    public RecordedExchange ToExchange(long number) => new(ExchangeSummarizer.Summarize(number, _request, _response), _request, _response);

    public override void Clear()
    {
        base.Clear();
        (_request, _response) = (null, null);
    }
}
