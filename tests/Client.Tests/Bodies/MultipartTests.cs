using System.Text;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Bodies;

public sealed class MultipartTests
{
    private const string FormData = "multipart/form-data; boundary=----x7";
    private static readonly byte[] s_form =
    [
        .. "preamble\r\n------x7\r\nContent-Disposition: form-data; name=\"city\"\r\n\r\nKöln\r\n------x7 \t\r\n"u8,
        .. "Content-Disposition: form-data; name=\"photo\"; filename=\"a b.png\"\r\ncontent-type: image/png\r\n\r\n"u8, .. SampleTraffic.Png,
        .. "\r\n------x7\r\nContent-Disposition: form-data; name=\"order\"\r\nContent-Type: application/json\r\n\r\n{\"a\":\"------x7\"}\r\n------x7--\r\nepilogue"u8,
    ];

    [Fact]
    public void Read_AForm_FindsNamesFilesTypesAndBytes()
    {
        var form = Multipart.Read(s_form, FormData);

        Assert.Null(form.Note);
        Assert.Equal([("city", null, BodyKind.Text), ("photo", "a b.png", BodyKind.Image), ("order", null, BodyKind.Json)], form.Parts.Select(part => (part.Name, part.FileName, part.Body.Kind)));
        Assert.Equal("Köln", form.Parts[0].Body.Text(100));
        Assert.Equal(SampleTraffic.Png, form.Parts[1].Body.Bytes.ToArray());
        Assert.Equal([("Content-Disposition", "form-data; name=\"photo\"; filename=\"a b.png\""), ("content-type", "image/png")], form.Parts[1].Headers);
        Assert.Equal("{\"a\":\"------x7\"}", form.Parts[2].Body.Text(100));
    }

    [Fact]
    public void Read_CutAnywhere_KeepsWholePartsAndTheBeginningOfTheLast()
    {
        var whole = Multipart.Read(s_form, FormData).Parts.Select(part => part.Body.Bytes.ToArray()).ToArray();
        var end = s_form.AsSpan().LastIndexOf("\r\n------x7--"u8) + "\r\n------x7--".Length;
        for (var length = 0; length < s_form.Length; length++)
        {
            var cut = Multipart.Read(s_form.AsMemory(0, length), FormData);

            Assert.Equal(length < end, cut.Note is not null);
            Assert.All(cut.Parts.Where(part => !part.IsCut), part => Assert.Equal(whole[part.Number - 1], part.Body.Bytes.ToArray()));
            Assert.All(cut.Parts.SkipLast(1), part => Assert.False(part.IsCut));
            if (cut.Parts is [.., { IsCut: true } last])
            {
                Assert.True(s_form.AsSpan(0, length).EndsWith(last.Body.Bytes.Span), $"Cut at {length}.");
            }
        }
    }

    [Fact]
    public void Read_OneByteChangedAnywhere_NeverFails()
    {
        for (var at = 0; at < s_form.Length; at++)
        {
            foreach (var value in "\0\n-:\"\u00ff"u8)
            {
                var damaged = s_form.ToArray();
                damaged[at] = value;
                Assert.All(Multipart.Read(damaged, FormData).Parts, part => Assert.NotEmpty(part.DownloadName));
            }
        }
    }

    [Fact]
    public void Read_WithBareLineFeeds_FindsTheParts() =>
        Assert.Equal(["1", "", "2\n"], Bytes("multipart/mixed; boundary=\"b\"", "--b\nA: b\n\n1\n--b\n\n\n--b\n\n2\n\n--b--"));

    [Fact]
    public void Read_ABoundaryThatBeginsLikeALongerOne_IsNotMixedUp() =>
        Assert.Equal(["--bb\r\n\r\nx\r\n--bb--"], Bytes("multipart/mixed; boundary=b", "--b\r\n\r\n--bb\r\n\r\nx\r\n--bb--\r\n--b--"));

    [Fact]
    public void Read_WithoutABoundaryInTheType_TakesTheFirstLineAndSaysSo()
    {
        var form = Multipart.Read(Encoding.UTF8.GetBytes("--guess\r\n\r\n1\r\n--guess--\r\n"), "multipart/form-data");

        Assert.Equal("1", Assert.Single(form.Parts).Body.Text(10));
        Assert.Contains("names no boundary", form.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data", "no parts here")]
    [InlineData("multipart/form-data; boundary=b", "--c\r\n\r\n1\r\n--c--")]
    [InlineData("multipart/form-data; boundary=", "--\r\n")]
    public void Read_WithoutAnyPart_SaysWhy(string type, string body)
    {
        var form = Multipart.Read(Encoding.UTF8.GetBytes(body), type);

        Assert.Empty(form.Parts);
        Assert.StartsWith("No part was found", form.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanTenThousandParts_StopsThereAndSaysSo()
    {
        var form = Multipart.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("--b\r\n\r\n1\r\n", 10_001)) + "--b--"), "multipart/mixed; boundary=b");

        Assert.Equal(10_000, form.Parts.Count);
        Assert.Contains("10,000", form.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PartsInParts_AreFoundWhenTheyAreLookedInto()
    {
        var outer = Multipart.Read(Encoding.UTF8.GetBytes("--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\nx\r\n--bb--\r\n--b--"), "multipart/mixed; boundary=b");

        var inner = Assert.Single(outer.Parts).Body;
        Assert.Equal(BodyKind.Multipart, inner.Kind);
        Assert.Equal("x", Assert.Single(inner.ReadParts().Parts).Body.Text(10));
    }

    [Theory]
    [InlineData("form-data; name=\"a\\\"b\"; filename=\"..\\\\..\\\\etc/passwd\"", "a\"b", "passwd")]
    [InlineData("form-data; name=x; filename*=UTF-8''na%C3%AFve%00.txt", "x", "naïve.txt")]
    [InlineData("form-data; name=\"<script>\"", "<script>", "script")]
    [InlineData("form-data; name=\"größe\"", "größe", "größe")]
    [InlineData("form-data; name=\"..\"", "..", "part-1")]
    [InlineData(";;\"", null, "part-1")]
    public void Part_WithAHostileName_IsStoredUnderAHarmlessOne(string disposition, string? name, string stored)
    {
        var part = Assert.Single(Multipart.Read(Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: {disposition}\r\n\r\n1\r\n--b--"), "multipart/form-data; boundary=b").Parts);

        Assert.Equal((name, stored), (part.Name, part.DownloadName));
    }

    [Fact]
    public void Part_WithoutAnEndOfItsHeaders_IsContentAsAWhole()
    {
        var part = Multipart.Read(Encoding.UTF8.GetBytes($"--b\r\nX: {new string('x', 20_000)}\r\n\r\n1\r\n--b--"), "multipart/mixed; boundary=b").Parts[0];

        Assert.Empty(part.Headers);
        Assert.EndsWith("\r\n\r\n1", part.Body.Text(100_000), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Bytes(string type, string body) => Multipart.Read(Encoding.UTF8.GetBytes(body), type).Parts.Select(part => Encoding.UTF8.GetString(part.Body.Bytes.Span));
}
