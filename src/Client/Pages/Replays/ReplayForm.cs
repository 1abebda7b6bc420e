using TapeDeck.Client.Forms;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Pages.Replays;

/// <summary>The fields of a new replay as text, and the plan they make.</summary>
public sealed class ReplayForm
{
    public const string RecordingPath = "/inputs/0/recording";
    public const string SpeedPath = "/inputs/0/speed";
    public const string UrlPath = "/outputs/0/url";
    public const string ConnectionsPath = "/outputs/0/connections";
    public const string TimeoutPath = "/outputs/0/timeout";
    public const string StopAfterPath = "/limits/stopAfter";
    public const string Custom = "custom";

    /// <summary>The speeds to choose from, with their labels.</summary>
    public static IReadOnlyList<(string Value, string Label)> Speeds { get; } =
        [("100%", "100 %"), ("200%", "200 %"), ("max", "As fast as possible"), (Custom, "Custom")];

    public string Name { get; set; } = "";

    public string Recording { get; set; } = "";

    public string Url { get; set; } = "";

    public string Speed { get; set; } = "100%";

    public string CustomPercent { get; set; } = "150";

    public bool Loop { get; set; }

    public string Connections { get; set; } = "64";

    public string Timeout { get; set; } = "5s";

    public string StopAfter { get; set; } = "";

    public bool OriginalHost { get; set; }

    public bool SkipVerify { get; set; }

    public List<RuleDraft> Rules { get; } = [];

    /// <summary>The plan, and what could not be read of the fields.</summary>
    public (Plan Plan, IReadOnlyList<PlanFault> Faults) ToPlan()
    {
        var read = new FieldText();
        if (Recording.Length == 0)
        {
            read.Fault(RecordingPath, "Choose the recording to replay.");
        }

        if (Url.Trim().Length == 0)
        {
            read.Fault(UrlPath, "Name the server to send to, such as http://staging.example:8080.");
        }

        var plan = new Plan
        {
            Inputs = [new FileInputPlan { Recording = Recording, Speed = ReadSpeed(read), Loop = Loop }],
            Rules = [.. Rules.Select(rule => rule.ToPlan())],
            Outputs =
            [
                new HttpOutputPlan
                {
                    Url = Url.Trim(),
                    Connections = (int)read.Number(ConnectionsPath, Connections, 1, 10_000, "The number of connections"),
                    Timeout = read.Duration(TimeoutPath, Timeout, "The time limit of a request") ?? TimeSpan.FromSeconds(5),
                    OriginalHost = OriginalHost,
                    SkipVerify = SkipVerify,
                },
            ],
            Limits = new LimitsPlan { StopAfter = read.Duration(StopAfterPath, StopAfter, "The time limit") },
        };
        return (plan, read.Faults);
    }

    /// <summary>What the replay will do to the target, before it does it.</summary>
    /// <param name="recording">The recording chosen.</param>
    /// <param name="mutating">How many of its requests have a method that changes things; null when not known.</param>
    public string BlastRadius(RecordingView recording, long? mutating)
    {
        var target = Url.Trim().Length == 0 ? "the target" : Url.Trim();
        var count = Loop ? $"{Format.Count(recording.Exchanges, "request")} again and again" : Format.Count(recording.Exchanges, "request");
        var rules = Rules.Exists(rule => rule.Enabled) ? ", less what the rules drop" : "";
        var writes = mutating is > 0 and { } known ? $" {Format.Count(known)} of them may change things there (POST, PUT, PATCH, DELETE)." : "";
        return $"Sends {count} to {target}{Pace(recording)}{rules}.{writes}";
    }

    private string Pace(RecordingView recording)
    {
        if (recording is not { FirstTimestamp: { } first, LastTimestamp: { } last } || !ReplaySpeed.TryParse(SpeedText, out var speed))
        {
            return "";
        }

        return speed.IsMax ? " as fast as it answers" : $" within {Format.Milliseconds((last - first) / 1e6 / speed.Factor)}";
    }

    private string SpeedText => Speed == Custom ? $"{CustomPercent.Replace("%", "", StringComparison.Ordinal).Trim()}%" : Speed;

    private ReplaySpeed ReadSpeed(FieldText read)
    {
        if (ReplaySpeed.TryParse(SpeedText, out var speed))
        {
            return speed;
        }

        read.Fault(SpeedPath, "The speed is a percentage above 0, such as 150.");
        return ReplaySpeed.Original;
    }
}
