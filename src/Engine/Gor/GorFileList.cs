using TapeDeck.Engine.Plans;
using TapeDeck.Engine.S3;

namespace TapeDeck.Engine.Gor;

/// <summary>Turns a plan's patterns into the files to read, each looked at; an address on S3 stands for all objects that begin like it.</summary>
internal static class GorFileList
{
    /// <summary>All files of all patterns in their order, none twice. What is wrong is added to the faults, at <c>/files</c>.</summary>
    public static IReadOnlyList<GorPeek> Find(IReadOnlyList<string> patterns, List<PlanFault> faults)
    {
        if (patterns.Count == 0)
        {
            faults.Add(new PlanFault("/files", "Name at least one file."));
        }

        var paths = new List<string>();
        foreach (var pattern in patterns)
        {
            var found = Expand(pattern, faults);
            paths.AddRange(found.Where(path => !paths.Contains(path, StringComparer.Ordinal)));
        }

        return [.. paths.Select((path, order) => Peek(path, order, faults)).OfType<GorPeek>()];
    }

    private static IReadOnlyList<string> Expand(string pattern, List<PlanFault> faults)
    {
        try
        {
            var found = S3Address.TryParse(pattern, out var prefix) ? FindOnS3(prefix)
                : GorFileGlob.Find(pattern) is { Count: > 0 } files ? files : GorChunkNames.Existing(pattern); // what was recorded as x.gor is read as x.gor
            if (found.Count == 0)
            {
                faults.Add(new PlanFault("/files", Directory.Exists(pattern) ? $"{pattern} is a folder." : $"No file matches '{pattern}'."));
            }

            return found;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new PlanFault("/files", $"'{pattern}' cannot be searched: {failure.Message}") { IsRefusal = failure is not ArgumentException });
            return [];
        }
    }

    private static IReadOnlyList<string> FindOnS3(S3Address prefix) =>
        [.. S3Store.Wait(() => S3Store.Default.ListAsync(prefix)).Select(found => found.ToString())];

    private static GorPeek? Peek(string path, int order, List<PlanFault> faults)
    {
        try
        {
            return GorPeek.At(path, order);
        }
        catch (GorFormatException failure)
        {
            faults.Add(new PlanFault("/files", $"{path}: {failure.Message}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(PlanFault.Refusal("/files", $"{path} cannot be read: {failure.Message}"));
        }

        return null;
    }
}
