using Confluent.Kafka;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Kafka;

/// <summary>What the client library's errors mean for the ledger and for people.</summary>
internal static class KafkaTrouble
{
    /// <summary>Why a record was not delivered.</summary>
    /// <param name="error">What its delivery report says.</param>
    /// <param name="cluster">What is wrong with the cluster as a whole; null when nothing is.</param>
    public static LedgerReason ReasonOf(Error error, Error? cluster) => error.Code switch
    {
        ErrorCode.Local_MsgTimedOut when cluster is not null => ReasonOf(cluster),
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut => LedgerReason.TimedOut,
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize => LedgerReason.TooLarge,
        ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight => LedgerReason.Stopped,
        _ => ReasonOf(error),
    };

    /// <summary>Whether the cluster refused whoever signed in, or what he wants.</summary>
    public static bool IsRefusal(Error error) => error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.UnsupportedSaslMechanism or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed;

    /// <summary>Whether there is no point in reading on.</summary>
    public static bool EndsReading(Error error) => IsRefusal(error) || error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
        or ErrorCode.Local_UnknownPartition or ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange;

    private static LedgerReason ReasonOf(Error error) => error.Code switch
    {
        _ when IsRefusal(error) => LedgerReason.Refused,
        ErrorCode.Local_Ssl => LedgerReason.TlsFailed,
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve => LedgerReason.Unreachable,
        _ => LedgerReason.WriteFailed,
    };
}
