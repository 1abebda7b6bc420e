using TapeDeck.Client.Forms.Kinds;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>A pasted command as a form: its draft, and what of the command has no place in it.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Notes">What was left out, and why.</param>
public sealed record PastedDraft(PlanDraft Draft, IReadOnlyList<string> Notes)
{
    /// <summary>A command that reads files is a replay, any other a capture.</summary>
    /// <param name="recordings">The library: files of its recordings are known again.</param>
    /// <param name="withFiles">Whether plans may name files of the server's machine.</param>
    public static PastedDraft Of(Plan plan, IReadOnlyList<RecordingView> recordings, bool withFiles)
    {
        var notes = new List<string>();
        var purpose = plan.Inputs.Any(input => input is FileInputPlan) ? RunPurpose.Replay : RunPurpose.Capture;
        var outputs = Known(plan.Outputs, PlanKinds.Offered(PlanKinds.Outputs, withFiles), output => Why(output, purpose), notes);
        var inputs = Known(plan.Inputs, PlanKinds.Offered(PlanKinds.Inputs(purpose), withFiles), Why, notes);
        return new PastedDraft(
            PlanDraft.Of(purpose, plan with { Inputs = [.. inputs.Select(input => input is FileInputPlan file ? FromLibrary(file, recordings, withFiles, notes) : input)], Outputs = outputs }),
            notes);
    }

    private static T[] Known<T>(IReadOnlyList<T> parts, IReadOnlyList<PartKind> kinds, Func<T, string> why, List<string> notes)
        where T : class
    {
        var known = parts.Where(part => kinds.Any(kind => kind.Fits(part))).ToArray();
        notes.AddRange(parts.Where(part => !known.Contains(part)).Select(why));
        return known;
    }

    private static string Why(OutputPlan output, RunPurpose purpose) => output switch
    {
        FileOutputPlan file when purpose == RunPurpose.Capture => $"--output-file {file.Path} is left out: a capture is kept in the library by itself, and can be downloaded there.",
        FileOutputPlan file => $"--output-file {file.Path} is left out: this server lets no plan name files of its machine.",
        _ => "--output-stdout is left out: standard output belongs to the command line.",
    };

    private static string Why(InputPlan input) => input switch
    {
        PacketFileInputPlan file => $"{file.File} is left out: this server lets no plan name files of its machine.",
        _ => "A live input beside --input-file is left out: a replay reads what was recorded.",
    };

    private static FileInputPlan FromLibrary(FileInputPlan file, IReadOnlyList<RecordingView> recordings, bool withFiles, List<string> notes)
    {
        if (recordings.FirstOrDefault(recording => recording.Files.Count > 0 && recording.Files.Count == file.Files.Count && file.Files.All(path => IsOf(recording, path))) is { } known)
        {
            return file with { Files = [], Recording = known.Id };
        }

        if (withFiles || file.Files.All(path => path.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)))
        {
            return file;
        }

        notes.Add($"{string.Join(", ", file.Files)} is no recording of the library: import it under Recordings, then choose it here.");
        return file with { Files = [], Recording = null };
    }

    private static bool IsOf(RecordingView recording, string path)
    {
        var names = path.Split('/', '\\');
        return names.Length > 1 && names[^2] == recording.Id && recording.Files.Contains(names[^1]);
    }
}
