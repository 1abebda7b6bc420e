using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Runs;

/// <summary>
/// What the server adds to a plan and what it does not take from one. A capture is always kept in the library; a replay reads what was recorded. What
/// plans may touch of this machine is up to <see cref="PlanRules"/>. Indices stay those of the user's plan, so that faults point where he wrote.
/// </summary>
internal sealed class PlanPreparation(IDbContextFactory<AppDbContext> databases, DataDirectory directory, PlanRules rules)
{
    /// <summary>The one file of a capture's recording.</summary>
    public const string CaptureFile = "recording.gor";

    /// <summary>What is wrong with a plan for this purpose on this server, besides what is wrong with any plan.</summary>
    public IReadOnlyList<PlanFault> Check(RunPurpose purpose, Plan plan) =>
    [
        .. plan.Inputs.Count == 0 ? new[] { new PlanFault("/inputs", purpose == RunPurpose.Capture ? "Say what to capture." : "Say which recording to replay.") } : [],
        .. plan.Inputs.SelectMany((input, i) => CheckInput(purpose, input, $"/inputs/{i}")),
        .. rules.OfMiddleware(plan.Middleware),
        .. plan.Outputs.SelectMany((output, i) => CheckOutput(output, $"/outputs/{i}")),
    ];

    /// <summary>The plan to look for more faults in: with something harmless in place of all that is refused, and of a capture's file.</summary>
    public static Plan ForCheck(RunPurpose purpose, Plan plan, IReadOnlyCollection<PlanFault> refused)
    {
        bool IsRefused(string part) => refused.Any(fault => fault.Path == part || fault.Path.StartsWith(part + "/", StringComparison.Ordinal));
        return plan with
        {
            Inputs = [.. plan.Inputs.Select((input, i) => IsRefused($"/inputs/{i}") ? new DummyInputPlan() : input)],
            Middleware = IsRefused("/middleware") ? null : plan.Middleware,
            Outputs =
            [
                .. plan.Outputs.Select((output, i) => IsRefused($"/outputs/{i}") ? new NullOutputPlan() : output),
                .. purpose == RunPurpose.Capture ? new[] { new NullOutputPlan() } : [],
            ],
        };
    }

    /// <summary>The plan of a capture as it is run: with the file that keeps it.</summary>
    public Plan ForCapture(Plan plan, string recordingId) => plan with
    {
        Outputs = [.. plan.Outputs, new FileOutputPlan { Path = Path.Combine(directory.Recording(recordingId), CaptureFile), Append = true, TotalLimitBytes = 0 }],
    };

    /// <summary>The plan with files in place of the recordings that can be replayed, whatever else is in it; faults for those that cannot.</summary>
    public async Task<(Plan Plan, IReadOnlyList<PlanFault> Faults)> WithFilesAsync(Plan plan, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (inputs, faults) = (plan.Inputs.ToList(), new List<PlanFault>());
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] is not FileInputPlan { Recording.Length: > 0 } input)
            {
                continue;
            }

            var recording = await FindAsync(database, input.Recording, cancellationToken);
            if (Objection(recording) is { } objection)
            {
                faults.Add(new PlanFault($"/inputs/{i}/recording", objection));
            }
            else
            {
                inputs[i] = WithFiles(input, recording!);
            }
        }

        return (plan with { Inputs = inputs }, faults);
    }

    private static Task<RecordingEntity?> FindAsync(AppDbContext database, string? id, CancellationToken cancellationToken) =>
        database.Recordings.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancellationToken);

    private FileInputPlan WithFiles(FileInputPlan input, RecordingEntity recording) =>
        input with { Recording = null, Files = [.. recording.Files.Select(file => Path.Combine(directory.Recording(recording.Id), file))] };

    private static string? Objection(RecordingEntity? recording) => recording switch
    {
        null => "There is no such recording.",
        { State: RecordingState.Recording } => $"'{recording.Name}' is still being recorded; stop the capture first.",
        { State: RecordingState.Unreadable } => $"'{recording.Name}' cannot be read.",
        { Files.Count: 0 } => $"'{recording.Name}' is empty.",
        _ => null,
    };

    private IEnumerable<PlanFault> CheckInput(RunPurpose purpose, InputPlan input, string path) => (purpose, input) switch
    {
        (RunPurpose.Capture, FileInputPlan) => [new PlanFault(path + "/type", "What is recorded already is not captured again: import the file into the library, or replay it.")],
        (RunPurpose.Replay, FileInputPlan { Files.Count: > 0, Recording.Length: > 0 }) => [new PlanFault(path + "/files", "Give a recording or files, not both.")],
        (RunPurpose.Replay, FileInputPlan { Files.Count: 0, Recording: null or "" }) => [new PlanFault(path + "/recording", "Say which recording to replay.")],
        (RunPurpose.Replay, not (FileInputPlan or KafkaInputPlan)) => [new PlanFault(path + "/type", "A replay reads what was recorded: the type is file or kafka. A capture listens, and has outputs too.")],
        _ => rules.OfInput(input, path),
    };

    private IEnumerable<PlanFault> CheckOutput(OutputPlan output, string path) => output is StdoutOutputPlan
        ? [new PlanFault(path + "/type", "Standard output belongs to the command line; a capture is kept in the library by itself.")]
        : rules.OfOutput(output, path);
}
