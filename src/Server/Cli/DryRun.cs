using System.Globalization;
using System.Text;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli;

/// <summary><c>--input-file-dry-run</c>: what the file inputs hold and how long they would take (spec §1.4). Nothing is sent.</summary>
internal static class DryRun
{
    /// <summary>Reads each file input of a plan and reports on it.</summary>
    /// <exception cref="PlanException">There is none, or its files cannot be read.</exception>
    public static async Task WriteAsync(Plan plan, Stream output, Action<string> warn, CancellationToken cancellationToken)
    {
        var report = new StringBuilder();
        var faults = new List<PlanFault>();
        for (var i = 0; i < plan.Inputs.Count; i++)
        {
            if (plan.Inputs[i] is FileInputPlan file)
            {
                var found = await ReadAsync(file, $"/inputs/{i}", faults, cancellationToken);
                if (found is not null)
                {
                    Append(report, file, found);
                    found.Damages.ToList().ForEach(warn);
                }
            }
        }

        if (report.Length == 0 && faults.Count == 0)
        {
            faults.Add(new PlanFault("/inputs", "A dry run looks at files; there is no --input-file."));
        }

        if (faults.Count > 0)
        {
            throw new PlanException(faults);
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(report.ToString()), cancellationToken);
    }

    private static async Task<FileInputReport?> ReadAsync(FileInputPlan file, string pointer, List<PlanFault> faults, CancellationToken cancellationToken)
    {
        try
        {
            return await FileInputReport.ReadAsync(file, cancellationToken);
        }
        catch (PlanException refused)
        {
            faults.AddRange(refused.Faults.Select(fault => fault with { Path = pointer + fault.Path }));
        }
        catch (IOException broken)
        {
            faults.Add(PlanFault.Refusal(pointer, broken.Message));
        }

        return null;
    }

    private static void Append(StringBuilder text, FileInputPlan file, FileInputReport report) => text.Append(CultureInfo.InvariantCulture, $"""
        {(text.Length > 0 ? "\n" : "")}Input: {string.Join(' ', file.Files)}
        Records found: {report.Records}
        Files processed: {report.Files}
        Bytes processed: {report.Bytes}
        Max wait: {DurationText.Format(report.LongestWait)}
        Min wait: {DurationText.Format(report.ShortestWait)}
        First wait: {DurationText.Format(report.FirstWait)}
        Expected replay time: {DurationText.Format(report.ExpectedTime)}
        Out-of-order records: {report.OutOfOrder}

        """);
}
