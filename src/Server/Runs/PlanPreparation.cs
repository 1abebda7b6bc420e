using Microsoft.EntityFrameworkCore;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Runs;

/// <summary>
/// What the server adds to a plan and what it does not take from one. A capture is always kept in the library; a replay reads from it; no plan that
/// comes in by page or API names a file of this machine. Indices stay those of the user's plan, so that faults point where he wrote.
/// </summary>
internal sealed class PlanPreparation(IDbContextFactory<AppDbContext> databases, DataDirectory directory)
{
    /// <summary>The one file of a capture's recording.</summary>
    public const string CaptureFile = "recording.gor";

    /// <summary>What is wrong with a plan for this purpose, besides what is wrong with any plan.</summary>
    public static IReadOnlyList<PlanFault> Check(RunPurpose purpose, Plan plan) =>
    [
        .. plan.Inputs.Count == 0 ? new[] { new PlanFault("/inputs", purpose == RunPurpose.Capture ? "Say what to capture." : "Say which recording to replay.") } : [],
        .. plan.Inputs.SelectMany((input, i) => CheckInput(purpose, input, $"/inputs/{i}")),
        .. plan.Outputs.SelectMany((output, i) => CheckOutput(output, $"/outputs/{i}")),
    ];

    /// <summary>The plan to look for more faults in: without inputs if one is refused, with nothing in place of outputs that are, and of a capture's file.</summary>
    public static Plan ForCheck(RunPurpose purpose, Plan plan, IReadOnlyCollection<PlanFault> refused) => plan with
    {
        Inputs = refused.Any(IsOfInput) ? [] : plan.Inputs,
        Outputs =
        [
            .. plan.Outputs.Select((output, i) => refused.Any(fault => fault.Path.StartsWith($"/outputs/{i}/", StringComparison.Ordinal)) ? new NullOutputPlan() : output),
            .. purpose == RunPurpose.Capture ? new[] { new NullOutputPlan() } : [],
        ],
    };

    public static bool IsOfInput(PlanFault fault) => fault.Path.StartsWith("/inputs", StringComparison.Ordinal);

    /// <summary>The plan of a capture as it is run: with the file that keeps it.</summary>
    public Plan ForCapture(Plan plan, string recordingId) => plan with
    {
        Outputs = [.. plan.Outputs, new FileOutputPlan { Path = Path.Combine(directory.Recording(recordingId), CaptureFile), Append = true, TotalLimitBytes = 0 }],
    };

    /// <summary>The plan with files in place of those recordings that can be replayed, whatever else is in it.</summary>
    public async Task<Plan> WithFilesAsync(Plan plan, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var inputs = new List<InputPlan>();
        foreach (var input in plan.Inputs)
        {
            inputs.Add(input is FileInputPlan { Recording.Length: > 0 } file && await FindAsync(database, file.Recording, cancellationToken) is { } recording
                && Objection(recording) is null ? WithFiles(file, recording) : input);
        }

        return plan with { Inputs = inputs };
    }

    /// <summary>The plan of a replay as it is run, with files in place of recordings; faults for recordings that cannot be replayed.</summary>
    public async Task<Answer<Plan>> ForReplayAsync(Plan plan, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var (inputs, faults) = (new List<InputPlan>(), new List<PlanFault>());
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            var input = (FileInputPlan)plan.Inputs[i];
            var recording = await FindAsync(database, input.Recording, cancellationToken);
            if (Objection(recording) is { } objection)
            {
                faults.Add(new PlanFault($"/inputs/{i}/recording", objection));
                continue;
            }

            inputs.Add(WithFiles(input, recording!));
        }

        return faults.Count > 0 ? Answer<Plan>.Refused(faults) : Answer<Plan>.Of(plan with { Inputs = inputs });
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

    private static IEnumerable<PlanFault> CheckInput(RunPurpose purpose, InputPlan input, string path) => (purpose, input) switch
    {
        (RunPurpose.Capture, CaptureInputPlan) => [],
        (RunPurpose.Capture, _) => [new PlanFault(path + "/type", "A capture listens on an interface: the type is capture. Files are imported into the library, or read by the command line.")],
        (_, FileInputPlan { Files.Count: > 0 }) => [new PlanFault(path + "/files", "A replay reads a recording of the library: import the file, then name the recording.")],
        (_, FileInputPlan { Recording: null or "" }) => [new PlanFault(path + "/recording", "Say which recording to replay.")],
        (_, FileInputPlan) => [],
        _ => [new PlanFault(path + "/type", "A replay reads a recording: the type is file.")],
    };

    private static IEnumerable<PlanFault> CheckOutput(OutputPlan output, string path) => output switch
    {
        FileOutputPlan => [new PlanFault(path + "/type", "Files are written by the command line only; a capture is kept in the library by itself.")],
        StdoutOutputPlan => [new PlanFault(path + "/type", "Standard output belongs to the command line.")],
        _ => [],
    };
}
