using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Gor;

/// <summary>Finds out before a run whether its files can be written.</summary>
internal static class GorFolder
{
    private static readonly Record s_example = new() { Kind = RecordKind.Request, Id = RecordId.From("id"), Timestamp = 0, Payload = default };

    /// <summary>Why the plan's files cannot be written, a fault of <c>/path</c>; null if they can. Leaves nothing behind.</summary>
    /// <exception cref="IOException">The operating system refuses for a reason of its own.</exception>
    public static PlanFault? WhyNotWritable(FileOutputPlan plan, TimeProvider time)
    {
        if (plan.Path.Length == 0 || Path.GetFileName(plan.Path).Length == 0)
        {
            return Fault("Name the file to write.");
        }

        var name = new GorFileName(plan.Path);
        var path = name.Expand(s_example, time);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var folderIsFixed = !new GorFileName(Path.GetDirectoryName(plan.Path) ?? "").DependsOnRecord;
        return folderIsFixed && !Directory.Exists(folder) ? PlanFault.Refusal("/path", $"The folder {folder} does not exist.")
            : Directory.Exists(path) ? Fault($"{path} is a folder.")
            : plan.Append && File.Exists(path) && !name.DependsOnRecord ? WhyNotContinuable(path)
            : folderIsFixed ? WhyNoFileCanBeMade(folder)
            : null;
    }

    private static PlanFault? WhyNotContinuable(string path)
    {
        using var reader = GorReader.Open(path);
        try
        {
            reader.ReadBatch();
            return null;
        }
        catch (GorFormatException failure)
        {
            return Fault($"{path} cannot be continued. {failure.Message}");
        }
    }

    private static PlanFault? WhyNoFileCanBeMade(string folder)
    {
        var probe = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return PlanFault.Refusal("/path", $"There is no right to create files in {folder}.");
        }
    }

    private static PlanFault Fault(string message) => new("/path", message);
}
