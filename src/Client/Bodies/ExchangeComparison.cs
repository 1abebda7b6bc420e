using TapeDeck.Client.Ports;
using TapeDeck.Engine;

namespace TapeDeck.Client.Bodies;

/// <summary>Two exchanges beside each other: what was sent, then what came back.</summary>
public sealed class ExchangeComparison
{
    private ExchangeComparison(ExchangeSummary left, ExchangeSummary right, IReadOnlyList<ComparedMessages> messages) =>
        (Left, Right, Messages, Differences) = (left, right, messages, messages.Sum(message => message.Parts.Sum(part => part.Lines.Count(line => line.IsDifference))));

    public ExchangeSummary Left { get; }

    public ExchangeSummary Right { get; }

    /// <summary>The requests, then the responses.</summary>
    public IReadOnlyList<ComparedMessages> Messages { get; }

    /// <summary>Lines that differ and are not ignored.</summary>
    public int Differences { get; }

    /// <param name="left">What stands on the left.</param>
    /// <param name="right">What stands on the right.</param>
    /// <param name="whyNoResponses">Why the responses cannot be compared; null when they can.</param>
    public static ExchangeComparison Of(ExchangeContent left, ExchangeContent right, string? whyNoResponses = null)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var requests = MessageComparison.Of(Read(left.Request, WireMessage.Request), Read(right.Request, WireMessage.Request));
        var responses = whyNoResponses is null ? MessageComparison.Of(Read(left.Response, WireMessage.Response), Read(right.Response, WireMessage.Response)) : [];
        return new ExchangeComparison(left.Summary, right.Summary, [new("Request", requests), new("Response", responses, whyNoResponses)]);
    }

    private static WireMessage? Read(Record? record, Func<Record, WireMessage> read) => record is null ? null : read(record);
}

/// <summary>Two messages, part by part.</summary>
/// <param name="Title">What they are.</param>
/// <param name="Parts">Start line, headers and body; none when they cannot be compared.</param>
/// <param name="Why">Why not; null when they are.</param>
public sealed record ComparedMessages(string Title, IReadOnlyList<ComparedPart> Parts, string? Why = null);
