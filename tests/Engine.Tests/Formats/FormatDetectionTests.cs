using System.Text;
using TapeDeck.Engine.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Formats;

public class FormatDetectionTests
{
    [Theory]
    [InlineData("\uFEFF\n { \"log\": {} }", FileFormat.Har)]
    [InlineData("127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\nmore", FileFormat.AccessLog)]
    [InlineData("cut off\" 200 5\n# remark\n127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n", FileFormat.AccessLog)]
    [InlineData("1 0102 1 0\nGET / HTTP/1.1\r\n\r\n", FileFormat.Gor)]
    [InlineData("<html>", FileFormat.Unknown)]
    [InlineData("PK\u0003\u0004", FileFormat.Unknown)]
    public void Detect_Text_IsToldByItsBeginning(string text, FileFormat format) => Assert.Equal(format, FormatDetection.Detect(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("gopacket-be-test003.pcapng")]
    [InlineData("gopacket-le-test001.pcapng")]
    public void Detect_Capture_IsPackets(string file) =>
        Assert.Equal(FileFormat.Packets, FormatDetection.Detect(File.ReadAllBytes(SharedData.Path("corpus", "open", file))));
}
