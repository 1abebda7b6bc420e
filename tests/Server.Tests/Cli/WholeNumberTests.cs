using System.Text.Json;
using TapeDeck.Server.Cli.Values;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

public class WholeNumberTests
{
    public static TheoryData<string, long> GoReplaysOwn
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("golden", "upstream-cases.json")));
            return [.. json.RootElement.GetProperty("size_option").EnumerateArray()
                .Select(row => (row.GetProperty("value").GetString()!, row.GetProperty("bytes").GetInt64()))];
        }
    }

    [Theory]
    [MemberData(nameof(GoReplaysOwn))]
    [InlineData("10485760", 10485760)]
    [InlineData("0x10mb", 16 << 20)]
    [InlineData("0x10b", 0x10b)]
    [InlineData("5m", 5 << 20)]
    [InlineData("256K", 256 << 10)]
    [InlineData("1b", 1)]
    [InlineData("2KiB", 2048)]
    [InlineData("1tib", 1L << 40)]
    [InlineData("0b", 0)]
    public void ParseSize_Valid_IsInBytes(string text, long bytes) => Assert.Equal(bytes, WholeNumber.ParseSize(text));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("5.5mb")]
    [InlineData("-1")]
    [InlineData("5qb")]
    [InlineData("mb")]
    [InlineData("1_")]
    [InlineData("_1")]
    [InlineData("1__0")]
    [InlineData("08")]
    [InlineData("0x")]
    [InlineData("1 mb")]
    [InlineData("9000000tb")]
    [InlineData("99999999999999999999")]
    public void ParseSize_Invalid_IsRefused(string text) => Assert.Throws<FormatException>(() => WholeNumber.ParseSize(text));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1023, "1023")]
    [InlineData(1024, "1kb")]
    [InlineData(5 << 20, "5mb")]
    [InlineData((1L << 40) * 3, "3tb")]
    [InlineData(10_485_761, "10485761")]
    public void FormatSize_Size_IsReadBack(long bytes, string text)
    {
        Assert.Equal(text, WholeNumber.FormatSize(bytes));
        Assert.Equal(bytes, WholeNumber.ParseSize(text));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("0x1F", 31)]
    [InlineData("0b101", 5)]
    [InlineData("0o17", 15)]
    public void Parse_Valid_IsTheNumber(string text, int expected) => Assert.Equal(expected, WholeNumber.Parse(text));

    [Theory]
    [InlineData("1k")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("3000000000")]
    public void Parse_Invalid_IsRefused(string text) => Assert.Throws<FormatException>(() => WholeNumber.Parse(text));
}
