using System.Globalization;

namespace TapeDeck.Client.Formatting;

/// <summary>Writes moments in the viewer's time zone, or in UTC when that is what they chose.</summary>
public sealed class Clock(TimeZoneInfo zone)
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>Coordinated universal time.</summary>
    public static Clock Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The zone's name as people know it: <c>UTC</c>, <c>Europe/Berlin</c>.</summary>
    public string Zone => zone.Id;

    /// <summary>The clock of a zone by its IANA name; UTC when this machine does not know it.</summary>
    public static Clock In(string? zoneName) =>
        zoneName is not null and not "UTC" && TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var found) ? new Clock(found) : Utc;

    /// <summary>A time for grids: <c>18:44:07.380</c>.</summary>
    public string Time(long? unixNanoseconds) => unixNanoseconds is { } known ? Local(known).ToString("HH:mm:ss.fff", s_culture) : Format.Missing;

    /// <summary>A moment on an axis or in a bar's name, as exact as the step between two of them asks for.</summary>
    public string Moment(long unixNanoseconds, long step)
    {
        const long Second = 1_000_000_000;
        var format = step switch
        {
            >= 24 * 3600 * Second => "d MMM",
            >= 3 * 3600 * Second => "d MMM HH:mm",
            >= 60 * Second => "HH:mm",
            >= Second => "HH:mm:ss",
            >= Second / 10 => "HH:mm:ss.f",
            _ => "HH:mm:ss.fff",
        };
        return Local(unixNanoseconds).ToString(format, s_culture);
    }

    /// <summary>A time with all that was recorded of it: <c>2026-03-17 18:44:07.380 123 456 UTC</c>.</summary>
    public string Exact(long unixNanoseconds)
    {
        var local = Local(unixNanoseconds);
        var below = Math.Abs(unixNanoseconds % 1_000_000);
        return string.Create(s_culture, $"{local:yyyy-MM-dd HH:mm:ss.fff} {below / 1000:000} {below % 1000:000} {Name(local)}");
    }

    /// <summary>A moment with its date: <c>Tue 17 Mar 2026, 18:44</c>.</summary>
    public string Date(DateTimeOffset? moment) => moment is { } known ? In(known).ToString("ddd d MMM yyyy, HH:mm", s_culture) : Format.Missing;

    /// <summary>A moment without its weekday, for columns: <c>17 Mar 2026, 18:44</c>.</summary>
    public string ShortDate(DateTimeOffset? moment) => moment is { } known ? In(known).ToString("d MMM yyyy, HH:mm", s_culture) : Format.Missing;

    /// <summary>A moment with its date, its seconds and its zone.</summary>
    public string Full(DateTimeOffset moment) => In(moment) is var local ? string.Create(s_culture, $"{local:ddd d MMM yyyy, HH:mm:ss} {Name(local)}") : "";

    /// <summary>A span with date and zone: <c>Tue 17 Mar 2026, 18:00 – 20:00 UTC</c>.</summary>
    public string Span(long? firstNanoseconds, long? lastNanoseconds)
    {
        if (firstNanoseconds is not { } first || lastNanoseconds is not { } last)
        {
            return Format.Missing;
        }

        var (from, to) = (Local(first), Local(last));
        var precise = to - from < TimeSpan.FromMinutes(10) ? "HH:mm:ss" : "HH:mm";
        var end = from.Date == to.Date ? to.ToString(precise, s_culture) : to.ToString("ddd d MMM yyyy, " + precise, s_culture);
        return $"{from.ToString("ddd d MMM yyyy, " + precise, s_culture)} – {end} {Name(to)}";
    }

    /// <summary>A range of time as exact as its ends are: <c>18:36:00 – 19:00:00 UTC</c>; with dates when it touches two days.</summary>
    public string Range(long fromNanoseconds, long toNanoseconds)
    {
        var (from, to) = (Local(fromNanoseconds), Local(toNanoseconds));
        var precise = fromNanoseconds % 1_000_000_000 == 0 && toNanoseconds % 1_000_000_000 == 0 ? "HH:mm:ss" : "HH:mm:ss.fff";
        var format = from.Date == to.Date ? precise : "d MMM, " + precise;
        return $"{from.ToString(format, s_culture)} – {to.ToString(format, s_culture)} {Name(to)}";
    }

    /// <summary>A span without weekday, year and zone, for columns: <c>17 Mar, 18:00 – 20:00</c>.</summary>
    public string ShortSpan(long? firstNanoseconds, long? lastNanoseconds)
    {
        if (firstNanoseconds is not { } first || lastNanoseconds is not { } last)
        {
            return Format.Missing;
        }

        var (from, to) = (Local(first), Local(last));
        var precise = to - from < TimeSpan.FromMinutes(10) ? "HH:mm:ss" : "HH:mm";
        return $"{from.ToString("d MMM, " + precise, s_culture)} – {to.ToString(from.Date == to.Date ? precise : "d MMM, " + precise, s_culture)}";
    }

    /// <summary>The zone of a moment, as short as it can be said: <c>UTC</c>, <c>UTC+01:00</c>.</summary>
    public string ZoneName(long unixNanoseconds) => Name(Local(unixNanoseconds));

    /// <summary>A moment as people type it: <c>2026-03-17 18:44:07.380</c>.</summary>
    public string Typed(long unixNanoseconds) => Local(unixNanoseconds).ToString("yyyy-MM-dd HH:mm:ss.fff", s_culture);

    /// <summary>Reads what <see cref="Typed"/> writes; seconds and their parts may be left out.</summary>
    public bool TryRead(string text, out long unixNanoseconds)
    {
        string[] formats = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];
        var isTime = DateTime.TryParseExact(text.Trim(), formats, s_culture, DateTimeStyles.None, out var local);
        unixNanoseconds = isTime ? (new DateTimeOffset(local, zone.GetUtcOffset(local)) - DateTimeOffset.UnixEpoch).Ticks * 100 : 0;
        return isTime;
    }

    private DateTimeOffset Local(long unixNanoseconds) => In(DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / 100));

    private DateTimeOffset In(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    private string Name(DateTimeOffset local)
    {
        if (zone.Id is "UTC" or "Etc/UTC")
        {
            return "UTC";
        }

        var sign = local.Offset < TimeSpan.Zero ? '−' : '+';
        return string.Create(s_culture, $"UTC{sign}{local.Offset:hh\\:mm}");
    }
}
