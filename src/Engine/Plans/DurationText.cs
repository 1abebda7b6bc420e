using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>Durations as Go and GoReplay write them: <c>1m30s</c>, <c>250ms</c>, <c>1.5h</c> (spec §2.1).</summary>
public static class DurationText
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Ticks)[] s_units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a sequence of number and unit; a bare <c>0</c> needs no unit. Negative durations are refused.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text) || text == "0")
        {
            return text == "0";
        }

        double ticks = 0;
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (!TryTakePart(ref rest, ref ticks))
            {
                return false;
            }
        }

        if (ticks > TimeSpan.MaxValue.Ticks / 2.0)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(ticks));
        return true;
    }

    /// <summary>Writes the shortest text that <see cref="TryParse"/> reads back as the same duration.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0s" : duration.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture) + "ms";
        }

        var text = new StringBuilder();
        var hours = (long)duration.TotalHours;
        AppendPart(text, hours, "h");
        AppendPart(text, duration.Minutes, "m");
        var seconds = (duration.Ticks % TimeSpan.TicksPerMinute) / (decimal)TimeSpan.TicksPerSecond;
        if (seconds != 0)
        {
            text.Append(seconds.ToString("0.#######", CultureInfo.InvariantCulture)).Append('s');
        }

        return text.ToString();
    }

    private static void AppendPart(StringBuilder text, long amount, string unit)
    {
        if (amount != 0)
        {
            text.Append(amount.ToString(CultureInfo.InvariantCulture)).Append(unit);
        }
    }

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, ref double ticks)
    {
        var digits = rest.IndexOfAnyExcept(s_digits);
        if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        rest = rest[digits..];
        var end = rest.IndexOfAny(s_digits);
        var unit = end < 0 ? rest : rest[..end];
        foreach (var (name, unitTicks) in s_units)
        {
            if (unit.SequenceEqual(name))
            {
                ticks += amount * unitTicks;
                rest = rest[name.Length..];
                return true;
            }
        }

        return false;
    }
}

internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DurationText.TryParse(reader.GetString(), out var duration) ? duration : throw new JsonException("A duration is a number with a unit, such as \"250ms\" or \"1m30s\".");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(DurationText.Format(value));
}
