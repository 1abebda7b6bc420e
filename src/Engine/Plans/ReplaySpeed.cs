using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>Pace of a replay relative to the recording: <c>200%</c> is twice as fast, <c>max</c> does not wait at all.</summary>
[JsonConverter(typeof(ReplaySpeedConverter))]
public readonly record struct ReplaySpeed
{
    private ReplaySpeed(double factor) => Factor = factor;

    /// <summary>As recorded.</summary>
    public static ReplaySpeed Original { get; } = new(1);

    /// <summary>As fast as the outputs take it.</summary>
    public static ReplaySpeed Max { get; } = new(double.PositiveInfinity);

    /// <summary>How many times faster than recorded; positive infinity for <see cref="Max"/>.</summary>
    public double Factor { get; }

    /// <summary>Whether no waiting takes place.</summary>
    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>Reads <c>max</c> or a percentage above 0 such as <c>200%</c> or <c>12.5%</c>.</summary>
    public static bool TryParse(string? text, out ReplaySpeed speed)
    {
        speed = Max;
        if (string.Equals(text, "max", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text is null || !text.EndsWith('%')
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is <= 0 or > 1_000_000_000)
        {
            return false;
        }

        speed = new ReplaySpeed(percent / 100);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => IsMax ? "max" : (Factor * 100).ToString("0.######", CultureInfo.InvariantCulture) + "%";
}

internal sealed class ReplaySpeedConverter : JsonConverter<ReplaySpeed>
{
    public override ReplaySpeed Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReplaySpeed.TryParse(reader.GetString(), out var speed) ? speed : throw new JsonException("A speed is \"max\" or a percentage such as \"200%\".");

    public override void Write(Utf8JsonWriter writer, ReplaySpeed value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
