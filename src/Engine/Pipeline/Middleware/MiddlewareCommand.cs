using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>Finds out before a run whether a middleware can be started.</summary>
internal static class MiddlewareCommand
{
    /// <summary>What is wrong with a plan's middleware, with paths relative to it.</summary>
    public static IEnumerable<PlanFault> Check(MiddlewarePlan plan)
    {
        if (plan.Command is not [{ Length: > 0 } program, ..])
        {
            yield return new PlanFault("/command", "Name the program that records are to go through.");
        }
        else if (WhyNotRunnable(program) is { } reason)
        {
            yield return new PlanFault("/command", reason);
        }

        if (plan.MaxRestarts < 0)
        {
            yield return new PlanFault("/maxRestarts", "The number of restarts cannot be negative.");
        }

        if (plan.StopTimeout <= TimeSpan.Zero || plan.StopTimeout > TimeSpan.FromHours(1))
        {
            yield return new PlanFault("/stopTimeout", "The time to write the last records must be above 0 and at most an hour.");
        }
    }

    private static string? WhyNotRunnable(string program)
    {
        var isPath = program.Contains(Path.DirectorySeparatorChar);
        var folders = isPath ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. folders.Select(folder => Path.Combine(folder, program)).Where(File.Exists)];
        return found.Length == 0 ? $"There is no program '{program}'{(isPath ? "" : " on the PATH")}."
            : found.Any(IsExecutable) ? null
            : $"'{found[0]}' is not executable.";
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
