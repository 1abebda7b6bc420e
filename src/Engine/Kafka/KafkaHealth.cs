using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace TapeDeck.Engine.Kafka;

/// <summary>Keeps what the client library reports about the cluster. Safe for several threads.</summary>
internal sealed partial class KafkaHealth(string description, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private Error? _trouble;

    /// <summary>What is wrong with the cluster now; null when nothing is known to be.</summary>
    public Error? Trouble => Volatile.Read(ref _trouble);

    /// <summary>The same for people.</summary>
    public string? Warning => Trouble is { } error ? $"Kafka topic {description}: {error.Reason}." : null;

    /// <summary>Takes an error of the client library.</summary>
    public void OnError(Error error)
    {
        // "All brokers are down" follows the error that says why.
        if (error.Code != ErrorCode.Local_AllBrokersDown || Trouble is null)
        {
            LogTrouble(description, error.Reason);
            Volatile.Write(ref _trouble, error);
        }
    }

    /// <summary>Takes a line of the client library's log.</summary>
    public void OnLog(LogMessage message) => LogClient(message.Name, message.Message);

    /// <summary>The cluster does what it should.</summary>
    public void OnSuccess() => Volatile.Write(ref _trouble, null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka topic {Description}: {Reason}.")]
    private partial void LogTrouble(string description, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Text}")]
    private partial void LogClient(string client, string text);
}
