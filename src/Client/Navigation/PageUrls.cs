using System.Globalization;
using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Navigation;

/// <summary>Every address of the pages, and those of the API that pages link to.</summary>
public static class PageUrls
{
    public const string Dashboard = "/";
    public const string Captures = "/captures";
    public const string NewCapture = "/captures/new";
    public const string Recordings = "/recordings";
    public const string DeletedRecordings = "/recordings/deleted";
    public const string Rules = "/rules";
    public const string DeletedRuleSets = "/rules/deleted";
    public const string NewRuleSet = "/rules/new";
    public const string Replays = "/replays";
    public const string NewReplay = "/replays/new";
    public const string PasteCommand = "/commands/paste";
    public const string Settings = "/settings";
    public const string SignOut = "/logout";

    /// <summary>A capture's live stream.</summary>
    public static string Capture(string id) => $"/captures/{Uri.EscapeDataString(id)}";

    /// <summary>A recording's exchanges.</summary>
    public static string Recording(string id) => $"/recordings/{Uri.EscapeDataString(id)}";

    /// <summary>One exchange of a recording.</summary>
    public static string Exchange(string recordingId, long number) => string.Create(CultureInfo.InvariantCulture, $"{Recording(recordingId)}?n={number}");

    /// <summary>The exchanges of a recording that a query asks for, with one of them open.</summary>
    public static string Asked(string id, string query, long number) => $"{Exchange(id, number)}&q={Uri.EscapeDataString(query)}";

    /// <summary>Two exchanges of a recording side by side.</summary>
    public static string Compare(string recordingId, long left, long right) => string.Create(CultureInfo.InvariantCulture, $"{Recording(recordingId)}/compare?left={left}&right={right}");

    /// <summary>A rule set, tried on a recording.</summary>
    public static string RuleSet(string id, string? recordingId = null) =>
        $"{Rules}/{Uri.EscapeDataString(id)}{(recordingId is null ? "" : $"?recording={Uri.EscapeDataString(recordingId)}")}";

    /// <summary>The form for a replay with the rules of a set.</summary>
    public static string ReplayWith(string ruleSetId) => $"{NewReplay}?rules={Uri.EscapeDataString(ruleSetId)}";

    /// <summary>A replay and its results.</summary>
    public static string Replay(string id) => $"/replays/{Uri.EscapeDataString(id)}";

    /// <summary>One result of a replay, beside what was recorded.</summary>
    public static string ReplayResult(string id, long number) => string.Create(CultureInfo.InvariantCulture, $"{Replay(id)}?n={number}&tab=diff");

    /// <summary>The form for a replay of a recording.</summary>
    public static string ReplayOf(string recordingId) => $"{NewReplay}?recording={Uri.EscapeDataString(recordingId)}";

    /// <summary>The form for a capture, filled in like one that was.</summary>
    public static string CaptureAgain(string id) => $"{NewCapture}?like={Uri.EscapeDataString(id)}";

    /// <summary>The form for a replay, filled in like one that was.</summary>
    public static string ReplayAgain(string id) => $"{NewReplay}?like={Uri.EscapeDataString(id)}";

    /// <summary>The recording's files for download, through the API.</summary>
    public static string Download(string recordingId) => $"/api/v1/recordings/{Uri.EscapeDataString(recordingId)}/content";

    /// <summary>The exchanges of a recording that a query asks for in another format, through the API.</summary>
    public static string Export(string recordingId, string format, ExchangeQuery query)
    {
        (string Name, string? Value)[] parameters =
        [
            ("format", format), ("q", query.Query.Text), ("endpoint", query.Endpoint?.ToString()),
            ("from", InstantOf(query.From)), ("to", InstantOf(query.To)),
            ("rows", query.Rows?.ToString()), ("sort", query.Rows is null ? null : query.Order?.ToString()),
        ];
        return $"/api/v1/recordings/{Uri.EscapeDataString(recordingId)}/export?"
            + string.Join('&', parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
    }

    /// <summary>The same page with the ledger in view.</summary>
    public static string Ledger(string pageUrl) => pageUrl + "?view=ledger";

    private static string? InstantOf(long? nanoseconds) => nanoseconds is { } known
        ? DateTimeOffset.UnixEpoch.AddTicks(known / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
        : null;
}
