using System.Globalization;

namespace TapeDeck.Benchmarks;

/// <summary>Prints what was measured, beside what must be reached.</summary>
internal sealed class Report(TextWriter writer)
{
    private int _missed;

    public void Begin(string name, string question) => writer.WriteLine($"\n{name}: {question}");

    /// <summary>A figure that is only told.</summary>
    public void Tell(string what, string value) => writer.WriteLine($"  {what,-46} {value,14}");

    /// <summary>A figure that must be at least so much.</summary>
    public void AtLeast(string what, double value, double floor, string unit) => Judge(what, value, floor, unit, "≥", value >= floor);

    /// <summary>A figure that must be at most so much.</summary>
    public void AtMost(string what, double value, double ceiling, string unit) => Judge(what, value, ceiling, unit, "≤", value <= ceiling);

    public int Finish()
    {
        writer.WriteLine(_missed == 0 ? "\nevery target reached" : $"\n{_missed} targets missed");
        return _missed == 0 ? 0 : 1;
    }

    private void Judge(string what, double value, double bound, string unit, string sign, bool reached)
    {
        _missed += reached ? 0 : 1;
        writer.WriteLine($"  {what,-46} {Format(value),10} {unit,-12} {sign} {Format(bound)} {(reached ? "ok" : "MISSED")}");
    }

    private static string Format(double value) => value.ToString(value >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
