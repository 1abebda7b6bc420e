using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Formats;

/// <summary>One line of an access log in Apache's and nginx's common or combined form, a virtual host in front or not.</summary>
/// <param name="Host">The virtual host; empty when the line has none.</param>
/// <param name="Client">Address or name of the client.</param>
/// <param name="Timestamp">Nanoseconds since the Unix epoch; logs have whole seconds.</param>
/// <param name="Request">The request line as logged, escapes undone.</param>
/// <param name="Status">Status of the answer; 0 when none was logged.</param>
/// <param name="Referer">Empty when the line has none.</param>
/// <param name="UserAgent">Empty when the line has none.</param>
internal sealed partial record AccessLogLine(string Host, string Client, long Timestamp, string Request, int Status, string Referer, string UserAgent)
{
    private const string Time = "dd/MMM/yyyy:HH:mm:ss zzz";

    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out AccessLogLine? parsed)
    {
        parsed = null;
        var match = Pattern().Match(Encoding.UTF8.GetString(line.TrimEnd("\r\n"u8)));
        if (!match.Success || !TryParseTime(match.Groups["time"].ValueSpan, out var timestamp))
        {
            return false;
        }

        parsed = new AccessLogLine(
            match.Groups["host"].Value,
            match.Groups["client"].Value,
            timestamp,
            Unescape(match.Groups["request"].Value),
            int.TryParse(match.Groups["status"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0,
            TextOf(match.Groups["referer"]),
            TextOf(match.Groups["agent"]));
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out long timestamp)
    {
        var colon = text.Length - 2; // .NET wants +00:00 where logs have +0000
        var withColon = text.Length > 5 ? string.Concat(text[..colon], ":", text[colon..]) : "";
        var found = DateTimeOffset.TryParseExact(withColon, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        timestamp = found ? (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick : 0;
        return found;
    }

    private static string TextOf(Group group) => group.Value is "-" ? "" : Unescape(group.Value);

    /// <summary>Apache writes <c>\"</c> and <c>\n</c>, nginx <c>\x22</c>; a byte above 7F is written as such or as <c>\xC3</c>.</summary>
    private static string Unescape(string text) => !text.Contains('\\', StringComparison.Ordinal) ? text : Escape().Replace(text, escape => escape.Value switch
    {
        [_, 'x', .. var digits] => ((char)byte.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        [_, 'n'] => "\n",
        [_, 'r'] => "\r",
        [_, 't'] => "\t",
        [_, var other] => other.ToString(),
        _ => escape.Value,
    });

    [GeneratedRegex(
        """^(?:(?<host>[^\s"\[]+) )?(?<client>[^\s"\[]+) [^\s"\[]+ (?:"(?:[^"\\]|\\.)*"|[^"\[]+) \[(?<time>[^\]]{20,30})\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}|-) (?:\d+|-)(?: "(?<referer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)")?(?:\s.*)?$""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\\(?:x[0-9A-Fa-f]{2}|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
