using System.Globalization;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Values;

/// <summary>How values of one type stand on a command line.</summary>
/// <param name="Name">What help calls a value.</param>
/// <param name="Parse">Reads one; throws <see cref="FormatException"/> whose message goes on after the text, as in "is no number".</param>
/// <param name="Format">Writes one so that <paramref name="Parse"/> reads it back.</param>
internal sealed record ValueKind<T>(string Name, Func<string, T> Parse, Func<T, string> Format);

/// <summary>The kinds of values that many options share (spec §2.1).</summary>
internal static class ValueKinds
{
    /// <summary>A duration in Go's form.</summary>
    public static readonly ValueKind<TimeSpan> Duration = new("DURATION", ParseDuration, DurationText.Format);

    /// <summary>A number of bytes.</summary>
    public static readonly ValueKind<long> Size = new("SIZE", WholeNumber.ParseSize, WholeNumber.FormatSize);

    /// <summary>A whole number from 0.</summary>
    public static readonly ValueKind<int> Number = new("N", WholeNumber.Parse, number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number that may be below 0.</summary>
    public static readonly ValueKind<int> Signed = new("N", ParseSigned, number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Path of a file.</summary>
    public static readonly ValueKind<string> FilePath = Text("FILE");

    /// <summary>Any text.</summary>
    public static ValueKind<string> Text(string name) => new(name, text => text, text => text);

    /// <summary>One of some words; of words with the same value the last is written.</summary>
    public static ValueKind<T> OneOf<T>(string name, params IReadOnlyList<(string Word, T Value)> words) => new(
        name,
        text => words.FirstOrDefault(each => each.Word == text) is { Word: not null } found
            ? found.Value
            : throw new FormatException($"is not one of {string.Join(", ", words.Select(each => each.Word))}"),
        value => words.Last(each => Equals(each.Value, value)).Word);

    private static TimeSpan ParseDuration(string text) => DurationText.TryParse(text, out var duration)
        ? duration
        : throw new FormatException("is not a duration; a duration is a number with a unit, such as 500ms, 2s or 1m30s");

    private static int ParseSigned(string text) => WholeNumber.ParseSigned(text) is var number and >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw new FormatException("is not a whole number");
}
