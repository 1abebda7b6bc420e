namespace TapeDeck.Engine.Index;

/// <summary>An exchange of a recording and where its messages stand; a location is null when the message was not recorded.</summary>
public sealed record IndexedExchange(ExchangeSummary Summary, RecordLocation? Request, RecordLocation? Response);
