using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Bodies;

/// <summary>Something that is known of an exchange.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Text">As people read it.</param>
/// <param name="Field">What a query calls it; null when it cannot be asked for.</param>
/// <param name="Value">What a query compares it with.</param>
/// <param name="Comparison">How: those of a length of time or a size are at least as long or large.</param>
public sealed record OverviewFact(string Label, string Text, string? Field = null, string? Value = null, string Comparison = "=")
{
    /// <summary>Whether it stands on the wire as it is.</summary>
    public bool IsWire { get; init; }
}

/// <summary>What is known of an exchange at a glance. What the recording does not hold is left out.</summary>
public static class ExchangeOverview
{
    /// <summary>The facts in groups, each under a title.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<OverviewFact> Facts)> Of(ExchangeContent content, WireMessage? request, WireMessage? response, Clock clock) =>
    [
        ("Request", [.. Request(content.Summary, request).Where(IsKnown)]),
        ("Response", [.. Response(content.Summary, response).Where(IsKnown)]),
        ("Time", [.. Times(content, clock).Where(IsKnown)]),
        ("Connection", [.. Connection(content).Where(IsKnown)]),
    ];

    private static bool IsKnown(OverviewFact fact) => fact.Text.Length > 0;

    private static IEnumerable<OverviewFact> Request(ExchangeSummary summary, WireMessage? message)
    {
        if (message is null)
        {
            yield return new OverviewFact("Message", "The request of this response was not recorded.");
        }

        yield return Asked(summary, "Method", "method");
        yield return Asked(summary, "Host", "host");
        yield return Asked(summary, "Path", "path");
        yield return Asked(summary, "Query", "query");
        yield return new OverviewFact("Parameters", Count(FormFields.Read(QueryField.ValueOf(summary, "query") ?? "").Count));
        yield return Asked(summary, "Endpoint", "endpoint");
        if (message is not null)
        {
            yield return Size("request", message);
            yield return Type("request", message);
            yield return new OverviewFact("Headers", Count(message.Headers.Count));
            yield return new OverviewFact("Cookies", Count(Cookies(message, "Cookie").Sum(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries).Length)));
            yield return new OverviewFact("Recorded", Words.Of(message.Record.Flags));
        }
    }

    private static IEnumerable<OverviewFact> Response(ExchangeSummary summary, WireMessage? message)
    {
        yield return new OverviewFact("Status", Meaning(summary.Status), "status", QueryField.ValueOf(summary, "status"));
        if (message is not null)
        {
            yield return Size("response", message);
            yield return Asked(summary, "Content type", "type");
            yield return new OverviewFact("Coding", message.Coding) { IsWire = true };
            yield return new OverviewFact("Headers", Count(message.Headers.Count));
            yield return new OverviewFact("Cookies set", Count(Cookies(message, "Set-Cookie").Count()));
            yield return new OverviewFact("Recorded", Words.Of(message.Record.Flags));
        }
    }

    private static IEnumerable<OverviewFact> Times(ExchangeContent content, Clock clock)
    {
        var summary = content.Summary;
        yield return new OverviewFact("Started", clock.Exact(summary.Timestamp), "time", Instant(summary.Timestamp), ">=");
        if (summary.Latency >= 0)
        {
            yield return new OverviewFact("Latency", $"{Format.Nanoseconds(summary.Latency)} to the first byte", "latency", $"{Number(summary.Latency / 1000)}us", ">=");
            yield return new OverviewFact("Complete", content.Response is { Latency: >= 0 } last ? $"{Format.Nanoseconds(summary.Latency + last.Latency)} to the last byte" : "");
        }
    }

    private static IEnumerable<OverviewFact> Connection(ExchangeContent content)
    {
        var addresses = content.Request?.Connection ?? content.Response?.Connection;
        yield return Asked(content.Summary, "Client", "client");
        yield return new OverviewFact("Client's socket", addresses?.Client.ToString() ?? "") { IsWire = true };
        yield return new OverviewFact("Server's socket", addresses?.Server.ToString() ?? "") { IsWire = true };
        yield return Asked(content.Summary, "Connection", "connection");
        yield return Asked(content.Summary, "Id", "id");
        yield return new OverviewFact("Number", Format.Count(content.Summary.Number));
    }

    private static OverviewFact Asked(ExchangeSummary summary, string label, string field) =>
        Format.Wire(QueryField.ValueOf(summary, field) ?? "") is { Length: > 0 } value ? new OverviewFact(label, value, field, value) { IsWire = true } : new OverviewFact(label, "");

    private static OverviewFact Size(string side, WireMessage message)
    {
        var (all, body) = (message.Record.Payload.Length, message.WireBody.Length);
        return new OverviewFact("Size", $"{Format.Size(all)}, of which body {Format.Size(body)}", $"{side}.size", $"{Number(all)}B", ">=");
    }

    private static OverviewFact Type(string side, WireMessage message) =>
        message.Headers.FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } type
            ? new OverviewFact("Content type", type, $"{side}.header.content-type", type) { IsWire = true }
            : new OverviewFact("Content type", "");

    private static IEnumerable<string> Cookies(WireMessage message, string header) =>
        message.Headers.Where(known => known.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(known => known.Value);

    private static string Count(int count) => count == 0 ? "" : Format.Count(count);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Instant(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What a status says, for people who do not know them by heart; of one that nobody knows what its class says.</summary>
    private static string Meaning(int status) => status == 0 ? "No response was recorded"
        : ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase
        : (status / 100) switch { 1 => "Goes on", 2 => "Success", 3 => "Elsewhere", 4 => "Request refused", 5 => "Server failed", _ => "" };
}
