namespace TapeDeck.Engine.Formats;

/// <summary>An exchange as it is exported: its line of the index and, where the format asks for them, its messages; either may be absent.</summary>
public sealed record RecordedExchange(ExchangeSummary Summary, Record? Request, Record? Response);
