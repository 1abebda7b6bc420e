namespace TapeDeck.Engine.Index;

/// <summary>Where joined rows go.</summary>
internal interface IExchangeRows
{
    /// <summary>Takes a new row and gives it its number.</summary>
    void Append(ExchangeRow row);

    /// <summary>Takes the response of a row that was appended without one.</summary>
    void Update(ExchangeRow row);

    /// <summary>Takes a response whose request is not at hand.</summary>
    void Stray(ExchangeRow response);
}
