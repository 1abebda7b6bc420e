using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>Reads what people type into number fields; what cannot be read becomes a fault under the field.</summary>
internal sealed class FieldText
{
    private readonly List<PlanFault> _faults = [];

    public IReadOnlyList<PlanFault> Faults => _faults;

    public void Fault(string path, string message) => _faults.Add(new PlanFault(path, message));

    public long Number(string path, string text, long least, long most, string what)
    {
        if (long.TryParse(text.Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault(path, $"{what} is a whole number from {least.ToString("N0", CultureInfo.InvariantCulture)} to {most.ToString("N0", CultureInfo.InvariantCulture)}.");
        return least;
    }

    public TimeSpan? Duration(string path, string text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DurationText.TryParse(text.Replace(" ", "", StringComparison.Ordinal), out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        Fault(path, $"{what} is a number with a unit, such as 30s, 5m or 1h30m.");
        return null;
    }

    public IReadOnlyList<int> Ports(string path, string text)
    {
        var ports = new List<int>();
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535)
            {
                ports.Add(port);
            }
            else
            {
                Fault(path, $"‘{part}’ is no port: ports are numbers from 1 to 65,535, separated by commas.");
                return ports;
            }
        }

        return ports;
    }
}
