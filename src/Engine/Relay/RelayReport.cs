using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Relay;

/// <summary>Keeps account of what a set of connections does, and tells people when it does not work. Safe for several threads.</summary>
/// <param name="receiver">The receiver for people.</param>
/// <param name="connections">How many connections there are.</param>
/// <param name="account">Where each record is counted once its fate is known.</param>
/// <param name="logger">Where changes are told.</param>
internal sealed partial class RelayReport(string receiver, int connections, LedgerAccount account, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<RelayLane> _down = [];
    private readonly ILogger _logger = logger;
    private LinkTrouble? _trouble;
    private long _again;
    private long _doubtful;

    /// <summary>Why the connection that failed last could not be made; null if all could.</summary>
    public LinkTrouble? Trouble
    {
        get
        {
            lock (_lock)
            {
                return _trouble;
            }
        }
    }

    /// <summary>Which connections are down now, and why; null when all stand.</summary>
    public string? Failure
    {
        get
        {
            lock (_lock)
            {
                return _down.Count == 0 ? null : $"{_down.Count} of {connections} connections to {receiver} are down and tried again every second: {_trouble!.Detail}.";
            }
        }
    }

    /// <summary>What is wrong now, and what was lost.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. Failure is { } failure ? [failure] : (string[])[],
                    .. _again + _doubtful > 0
                        ? [$"Connections to {receiver} broke: {_again} records were sent again, of {_doubtful} it is not known whether they arrived."] : (string[])[],
                ];
            }
        }
    }

    /// <summary>Records are certain to have arrived.</summary>
    public void Delivered(int count) => account.Delivered(count);

    /// <summary>Records will not be sent any more.</summary>
    public void Dropped(LedgerReason reason, int count) => account.Dropped(reason, count);

    /// <summary>A connection stands.</summary>
    public void Connected(RelayLane lane)
    {
        lock (_lock)
        {
            if (_down.Remove(lane) && _down.Count == 0)
            {
                LogUp(receiver);
            }
        }
    }

    /// <summary>A connection could not be made.</summary>
    public void Failed(RelayLane lane, LinkTrouble trouble)
    {
        lock (_lock)
        {
            if (_down.Add(lane) && _down.Count == 1)
            {
                LogDown(receiver, trouble.Detail);
            }

            _trouble = trouble;
        }
    }

    /// <summary>A connection is not needed any more, whether it stood or not.</summary>
    public void Ended(RelayLane lane)
    {
        lock (_lock)
        {
            _down.Remove(lane);
        }
    }

    /// <summary>A connection ended that had records on the way.</summary>
    /// <param name="again">How many are sent again.</param>
    /// <param name="doubtful">Of how many nobody knows whether they arrived.</param>
    public void Broke(int again, int doubtful)
    {
        account.Dropped(LedgerReason.Unconfirmed, doubtful);
        if (again + doubtful == 0)
        {
            return;
        }

        lock (_lock)
        {
            (_again, _doubtful) = (_again + again, _doubtful + doubtful);
        }

        LogBroke(receiver, again, doubtful);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to {Receiver}, tried again every second: {Reason}.")]
    private partial void LogDown(string receiver, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "All connections to {Receiver} work again.")]
    private partial void LogUp(string receiver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection to {Receiver} broke: {Again} records are sent again, of {Doubtful} it is not known whether they arrived.")]
    private partial void LogBroke(string receiver, int again, int doubtful);
}
