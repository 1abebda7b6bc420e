namespace TapeDeck.Engine.Query;

/// <summary>An exchange whose messages are at hand, as far as there are any.</summary>
internal sealed class GivenMessages(ExchangeSummary summary, Record? request, Record? response) : ExchangeMessages
{
    public override ExchangeSummary Summary => summary;

    protected override ReadOnlyMemory<byte> Read(MessageSide side) => (side == MessageSide.Request ? request : response)?.Payload ?? default;
}
