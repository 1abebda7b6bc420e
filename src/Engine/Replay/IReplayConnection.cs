namespace TapeDeck.Engine.Replay;

/// <summary>Carries out one exchange after the other over one connection at a time. Nothing that a target does throws: it ends as the exchange's failure.</summary>
internal interface IReplayConnection : IDisposable
{
    /// <summary>What breaks exchanges off and closes idle connections from outside.</summary>
    ExchangeGuard Guard { get; }

    /// <summary>Opens the connection ahead of need; if that fails, the next exchange tries again and says so.</summary>
    ValueTask OpenAsync();

    /// <summary>Sends the exchange's request and fills in what became of it.</summary>
    ValueTask RunAsync(ReplayExchange exchange);

    /// <summary>Closes the connection: the next exchange gets one of its own.</summary>
    void Close();
}
