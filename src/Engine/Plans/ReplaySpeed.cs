using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>
/// Pace of a replay: relative to the recording (<c>200%</c> is twice as fast), a fixed number of requests a second whatever the recording says
/// (<c>10/s</c>), or none at all (<c>max</c>).
/// </summary>
[JsonConverter(typeof(ReplaySpeedConverter))]
public readonly record struct ReplaySpeed
{
    private const double Most = 1_000_000_000;

    private ReplaySpeed(double factor, bool isRate = false) => (Factor, IsRate) = (factor, isRate);

    /// <summary>As recorded.</summary>
    public static ReplaySpeed Original { get; } = new(1);

    /// <summary>As fast as the outputs take it.</summary>
    public static ReplaySpeed Max { get; } = new(double.PositiveInfinity);

    /// <summary>How many times faster than recorded, positive infinity for <see cref="Max"/>; of a rate, the requests a second.</summary>
    public double Factor { get; }

    /// <summary>Whether requests are evenly spaced instead of as recorded.</summary>
    public bool IsRate { get; }

    /// <summary>Whether no waiting takes place.</summary>
    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>Reads <c>max</c>, a percentage above 0 such as <c>200%</c> or <c>12.5%</c>, or a rate above 0 such as <c>10/s</c> or <c>0.5/s</c>.</summary>
    public static bool TryParse(string? text, out ReplaySpeed speed)
    {
        speed = Max;
        if (string.Equals(text, "max", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var isRate = text?.EndsWith("/s", StringComparison.Ordinal) ?? false;
        var unit = isRate ? 2 : 1;
        if (text is null || (!isRate && !text.EndsWith('%'))
            || !double.TryParse(text.AsSpan(0, text.Length - unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number is <= 0 or > Most)
        {
            return false;
        }

        speed = isRate ? new ReplaySpeed(number, isRate: true) : new ReplaySpeed(number / 100);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsMax ? "max" : (IsRate ? Factor : Factor * 100).ToString("0.######", CultureInfo.InvariantCulture) + (IsRate ? "/s" : "%");
}

internal sealed class ReplaySpeedConverter : JsonConverter<ReplaySpeed>
{
    public override ReplaySpeed Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReplaySpeed.TryParse(reader.GetString(), out var speed) ? speed : throw new JsonException("A speed is \"max\", a percentage such as \"200%\" or a rate such as \"10/s\".");

    public override void Write(Utf8JsonWriter writer, ReplaySpeed value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
