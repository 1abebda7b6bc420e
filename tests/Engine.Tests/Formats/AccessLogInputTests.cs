using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

public class AccessLogInputTests
{
    private const string Common = """127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.0" 200 2326""";

    [Theory]
    [InlineData(Common, "GET /a?b=1 HTTP/1.1\r\n\r\n")]
    [InlineData(Common + """ "http://r/" "Mozilla/5.0 (X11; \"q\")" """, "GET /a?b=1 HTTP/1.1\r\nUser-Agent: Mozilla/5.0 (X11; \"q\")\r\nReferer: http://r/\r\n\r\n")]
    [InlineData("shop.example:443 " + Common + """ "-" "-" """, "GET /a?b=1 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n")]
    [InlineData("""::1 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/2.0" 200 0 "-" "a\x22b" rt=0.5""", "GET /a?b=1 HTTP/1.1\r\nUser-Agent: a\"b\r\n\r\n")]
    [InlineData("""::1 - "" [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/2" 200 0""", "GET /a?b=1 HTTP/1.1\r\n\r\n")]
    public async Task Read_Line_IsRequestAndStatus(string line, string request)
    {
        var (records, _) = await ReadAsync(line + "\n");
        Assert.Equal(request, records[0].Text());
        Assert.Equal("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", records[1].Text());
        Assert.Equal(records[0].Id, records[1].Id);
        Assert.All(records, record => Assert.Equal(971_211_336_000_000_000, record.Timestamp));
    }

    [Fact]
    public async Task Read_OneClient_IsOneSession()
    {
        var (records, _) = await ReadAsync($"{Common}\n{Common}\n{Common.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal)}");
        var requests = records.Where(record => record.Kind == RecordKind.Request).ToList();
        Assert.Equal(requests[0].Id.Session, requests[1].Id.Session);
        Assert.NotEqual(requests[0].Id.Session, requests[2].Id.Session);
        Assert.Equal(3, requests.Select(request => request.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("""127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "-" 408 0""")]
    [InlineData("""127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "\x16\x03\x01" 400 0""")]
    [InlineData("""127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a\r\nX:1 HTTP/1.1" 200 0""")]
    [InlineData("""127.0.0.1 - - [99/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 0""")]
    public async Task Read_LineWithoutRequest_IsCounted(string line)
    {
        var (records, account) = await ReadAsync($"{Common}\r\n{line}\n\n{Common}");
        Assert.Equal(4, records.Count);
        Assert.Equal(line.Length == 0 ? 0 : 1, account.Dropped.GetValueOrDefault(LedgerReason.Malformed));
        Assert.Equal(account.Seen, 2 + account.TotalDropped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Read_AnyPieces_GiveTheSame(int bytesPerRead)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(Common, 20)));
        var (records, _) = await FormatReading.ReadAsync(ledger => new AccessLogInput(new TricklingStream(bytes, bytesPerRead), ledger.Account("lines")));
        Assert.Equal(40, records.Count);
    }

    [Fact]
    public async Task Read_EndlessLine_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => ReadAsync($"{Common}\n{new string('x', 3 << 20)}"));
        Assert.Contains("longer than", failure.Message, StringComparison.Ordinal);
    }

    private static Task<(IReadOnlyList<Record> Records, LedgerEntry Account)> ReadAsync(string log) =>
        FormatReading.ReadAsync(ledger => new AccessLogInput(new MemoryStream(Encoding.UTF8.GetBytes(log)), ledger.Account("lines")));
}
