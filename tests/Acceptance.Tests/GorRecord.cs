using System.Globalization;
using System.Text;

namespace TapeDeck.Acceptance.Tests;

/// <summary>A record as it stands in a <c>.gor</c> file (spec §1.2), written and read without the program's own code.</summary>
/// <param name="Header">The header line without its line feed: kind, id, timestamp, latency.</param>
/// <param name="Payload">The message, a character a byte.</param>
internal sealed record GorRecord(string Header, string Payload)
{
    public static readonly byte[] Separator = Encoding.UTF8.GetBytes("\n🐵🙈🙉\n");

    private static readonly string s_separator = Encoding.Latin1.GetString(Separator);

    /// <summary>A moment in the past.</summary>
    public const long Start = 1_700_000_000_000_000_000;

    public char Kind => Header[0];

    public string Id => Header.Split(' ')[1];

    public long Timestamp => long.Parse(Header.Split(' ')[2], CultureInfo.InvariantCulture);

    /// <summary>The first line of the message.</summary>
    public string FirstLine => Payload.Split("\r\n")[0];

    /// <summary>A record with an id of 24 digits and a time in milliseconds after <see cref="Start"/>.</summary>
    public static GorRecord Of(char kind, int number, double milliseconds, string payload) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{kind} {number:x24} {Start + (long)(milliseconds * 1_000_000)} 0"), payload);

    /// <summary>A GET request.</summary>
    public static GorRecord Get(int number, double milliseconds, string? target = null, string headers = "Host: origin.test\r\n") =>
        Of('1', number, milliseconds, $"GET {target ?? $"/{number}"} HTTP/1.1\r\n{headers}\r\n");

    /// <summary>The response to a request.</summary>
    public static GorRecord Response(int number, double milliseconds) => Of('2', number, milliseconds, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    /// <summary>The specification's F(n, g): GET requests with a gap in milliseconds.</summary>
    public static IReadOnlyList<GorRecord> Gets(int count, double gap, int first = 0) => [.. Enumerable.Range(0, count).Select(i => Get(first + i, i * gap))];

    public static byte[] ToBytes(params IEnumerable<GorRecord> records) =>
        Encoding.Latin1.GetBytes(string.Concat(records.Select(record => $"{record.Header}\n{record.Payload}{s_separator}")));

    /// <summary>How many whole records there are.</summary>
    public static int CountIn(byte[] bytes) => Encoding.Latin1.GetString(bytes).Split(s_separator).Length - 1;

    /// <summary>Reads what ends with a separator; anything else fails the test.</summary>
    public static IReadOnlyList<GorRecord> Parse(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        Assert.True(text.Length == 0 || text.EndsWith(s_separator, StringComparison.Ordinal), "The last record has no separator.");
        return [.. text.Split(s_separator)[..^1].Select(Split)];
    }

    private static GorRecord Split(string record)
    {
        var end = record.IndexOf('\n', StringComparison.Ordinal);
        Assert.Matches(@"^[123] \S+ \d+( -?\d+)?$", record[..end]);
        return new GorRecord(record[..end], record[(end + 1)..]);
    }
}
