using System.Globalization;

namespace TapeDeck.Server.Live;

/// <summary>How far a reader of a live feed has come; as text it is what an event stream resumes after.</summary>
/// <param name="Version">The last change it was given.</param>
/// <param name="NextNumber">The first exchange it was not given yet.</param>
internal readonly record struct LivePosition(long Version, long NextNumber)
{
    /// <summary>Reads <c>version.number</c>; null for anything else.</summary>
    public static LivePosition? Parse(string? text) =>
        text?.Split('.') is [var version, var number]
        && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
            ? new LivePosition(last, next) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}.{NextNumber}");
}
