using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;

namespace TapeDeck.Engine.Tests.Rules;

public class MaskTests
{
    private const string Json = """{ "user": { "email": "a@b.example", "age": 17, "tags": [ "x", { "password": "p1" } ] }, "password": "p\"2", "n": 12345678901234567890 }""";

    [Fact]
    public void Header_InRequestAndResponse_IsMaskedEachTime()
    {
        var rules = Rules(new RulePlan(RuleKind.MaskHeader, "set-cookie"));
        var response = Message(RecordKind.Response, "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX: 1\r\nset-cookie:b=2\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("HTTP/1.1 200 OK\r\nSet-Cookie: ***\r\nX: 1\r\nset-cookie: ***\r\nContent-Length: 2\r\n\r\nok", Text(rules.ApplyToResponse(response)));
        var plain = Message(RecordKind.Request, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Same(plain, rules.Apply(plain));
    }

    [Theory]
    [InlineData("GET /a?token=s3cret&x=1&token=t HTTP/1.1\r\n\r\n", "GET /a?token=***&x=1&token=*** HTTP/1.1\r\n\r\n")]
    [InlineData("GET /token=s3cret?xtoken=1&token HTTP/1.1\r\n\r\n", "GET /token=s3cret?xtoken=1&token HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a? HTTP/1.1\r\n\r\n", "GET /a? HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a?token= HTTP/1.1\r\n\r\n", "GET /a?token= HTTP/1.1\r\n\r\n")]
    [InlineData(
        "POST /a HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 16\r\n\r\na=1&token=s3cret",
        "POST /a HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\na=1&token=***")]
    [InlineData("GET /a?t%6Fken=s3cret&tok+en=1&%zz=2 HTTP/1.1\r\n\r\n", "GET /a?t%6Fken=***&tok+en=1&%zz=2 HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nReferer: http://a/?x=1&token=s3cret\r\n\r\n", "GET / HTTP/1.1\r\nReferer: http://a/?x=1&token=***\r\n\r\n")]
    public void Parameter_InQueryAndForm_IsMasked(string before, string after) =>
        Assert.Equal(after, Text(Rules(new RulePlan(RuleKind.MaskParam, "token")).Apply(Message(RecordKind.Request, before))!));

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\ns3cret\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n***\r\n--b--\r\n")]
    [InlineData(
        "--b\ncontent-disposition: form-data; filename=\"token\"; name=x\n\n--bb\n--b\nA: b\nContent-Disposition: form-data; name=token\n\ns3\ncret\n--b--",
        "--b\ncontent-disposition: form-data; filename=\"token\"; name=x\n\n--bb\n--b\nA: b\nContent-Disposition: form-data; name=token\n\n***\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\ncut o", "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n***")]
    [InlineData("no boundary: s3cret", "*** masked: the body could not be read")]
    public void Parameter_InFormOfSeveralParts_IsMasked(string before, string after)
    {
        var masked = Rules(new RulePlan(RuleKind.MaskParam, "token")).Apply(Post("multipart/form-data; boundary=\"b\"", Encoding.ASCII.GetBytes(before)))!;
        Assert.Equal(after, Encoding.ASCII.GetString(new HttpRequestView(masked.Payload).Body.Span));
        Assert.Null(RequestCheck.WhyInvalid(masked.Payload.Span));
    }

    [Theory]
    [InlineData(RuleKind.MaskHeader, "X-Secret", null)]
    [InlineData(RuleKind.MaskText, null, "s3cret")]
    public void Trailer_OfAMaskedMessage_IsNotKept(RuleKind kind, string? name, string? pattern)
    {
        var rules = Rules(new RulePlan(kind, name, pattern));
        var masked = rules.Apply(Message(RecordKind.Request, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Secret\r\n\r\n2\r\nhi\r\n0\r\nX-Secret: s3cret\r\n\r\n"))!;
        Assert.Equal("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", Text(masked));
        var plain = Message(RecordKind.Request, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
        Assert.Same(plain, rules.Apply(plain));
    }

    [Fact]
    public void Location_OfAResponse_HasItsParametersMasked() => Assert.Equal(
        "HTTP/1.1 302 Found\r\nLocation: /next?token=***\r\nContent-Length: 0\r\n\r\n",
        Text(Rules(new RulePlan(RuleKind.MaskParam, "token")).ApplyToResponse(
            Message(RecordKind.Response, "HTTP/1.1 302 Found\r\nLocation: /next?token=s3cret#top\r\nContent-Length: 0\r\n\r\n"))));

    [Theory]
    [InlineData("1767315845678")]
    [InlineData("12345678901234567890")]
    [InlineData("0000000000000000")]
    public void Text_NumberThatIsNoCard_Stays(string number)
    {
        var request = Post("application/json", Encoding.ASCII.GetBytes($$"""{"at":{{number}}}"""));
        Assert.Same(request, Rules(new RulePlan(RuleKind.MaskText, Pattern: "card")).Apply(request));
    }

    [Theory]
    [InlineData("$.user.email", """{ "user": { "email": "***", "age": 17, "tags": [ "x", { "password": "p1" } ] }, "password": "p\"2", "n": 12345678901234567890 }""")]
    [InlineData("$..password", """{ "user": { "email": "a@b.example", "age": 17, "tags": [ "x", { "password": "***" } ] }, "password": "***", "n": 12345678901234567890 }""")]
    [InlineData("$.user.tags[0]", """{ "user": { "email": "a@b.example", "age": 17, "tags": [ "***", { "password": "p1" } ] }, "password": "p\"2", "n": 12345678901234567890 }""")]
    [InlineData("$.user.tags[*].password", """{ "user": { "email": "a@b.example", "age": 17, "tags": [ "x", { "password": "***" } ] }, "password": "p\"2", "n": 12345678901234567890 }""")]
    [InlineData("$.user.*", """{ "user": { "email": "***", "age": "***", "tags": "***" }, "password": "p\"2", "n": 12345678901234567890 }""")]
    [InlineData("$.user.none", Json)]
    public void Json_Place_IsMaskedAndTheRestStaysByteForByte(string path, string after)
    {
        var masked = Rules(new RulePlan(RuleKind.MaskJson, path)).Apply(Post("application/json", Encoding.UTF8.GetBytes(Json)))!;
        Assert.Equal(after, Encoding.UTF8.GetString(new HttpRequestView(masked.Payload).Body.Span));
        Assert.Contains($"Content-Length: {after.Length}\r\n", Text(masked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("card", "pay 4111 1111 1111 1111 now", "pay *** now")]
    [InlineData("card", "12 5500-0000-0000-0004", "12 ***")]
    [InlineData("email", "to=bob%40shop.example;x", "to=***;x")]
    [InlineData("token", "Bearer eyJhbGciOi.eyJzdWIi.abc_-1 ok", "Bearer *** ok")]
    [InlineData("s[0-9]+t", "s1t s22t", "*** ***")]
    public void Text_DetectorOrPattern_IsMaskedEverywhere(string pattern, string secret, string masked)
    {
        var rules = Rules(new RulePlan(RuleKind.MaskText, Pattern: pattern));
        var result = Text(rules.Apply(Message(RecordKind.Request, $"PUT /{secret.Replace(' ', '+')} HTTP/1.1\r\nX: {secret}\r\nContent-Length: {secret.Length}\r\n\r\n{secret}"))!);
        Assert.Contains($"\r\nX: {masked}\r\nContent-Length: {masked.Length}\r\n\r\n{masked}", result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFF{\"password\":\"p\"}", "\uFEFF{\"password\":\"***\"}")]
    [InlineData("{\"password\":{\"password\":1},\"a\":[{\"password\":[2]}]}", "{\"password\":\"***\",\"a\":[{\"password\":\"***\"}]}")]
    [InlineData("{\"password\":\"a\\nb\"}\n{\"password\":2}", "{\"password\":\"***\"}\n{\"password\":\"***\"}")]
    public void Json_AnyDepth_IsMaskedOnceWhereverItStands(string before, string after)
    {
        var masked = Rules(new RulePlan(RuleKind.MaskJson, "$..password")).Apply(Post("application/json", Encoding.UTF8.GetBytes(before)))!;
        Assert.Equal(after, Encoding.UTF8.GetString(new HttpRequestView(masked.Payload).Body.Span));
    }

    [Fact]
    public void Methods_SameValue_GiveTheSame()
    {
        string Masked(string how, string value) => Text(Rules(new RulePlan(RuleKind.MaskHeader, "A", Value: how)).Apply(Message(RecordKind.Request, $"GET / HTTP/1.1\r\nA: {value}\r\n\r\n"))!).Split("A: ")[1].Split('\r')[0];
        Assert.Matches("^[0-9a-f]{16}$", Masked("hash", "secret"));
        Assert.Equal(Masked("hash", "secret"), Masked("hash", "secret"));
        Assert.NotEqual(Masked("hash", "secret"), Masked("hash", "Secret"));
        Assert.Matches("^[A-Z][a-z]{2}-[0-9]{3} @[a-z]{40}$", Masked("shape", $"Abc-123 @{new string('z', 40)}"));
        Assert.NotEqual("Abc-123", Masked("shape", "Abc-123"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Body_WithCoding_IsDecodedMaskedAndStaysDecoded(string coding)
    {
        var masked = Rules(new RulePlan(RuleKind.MaskJson, "$.password")).Apply(Post("application/json", Pack(coding, """{"password":"p"}"""u8.ToArray()), coding))!;
        Assert.Equal("POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"password\":\"***\"}", Text(masked));
    }

    [Theory]
    [InlineData("application/json", "gzip", "this is no gzip")]
    [InlineData("application/json", "unknown", "{}")]
    [InlineData("application/json", "", "{\"password\":\"cut o")]
    [InlineData("application/json", "", "{\"password\":\"\\ud800\"}")]
    public void Body_ThatCannotBeRead_IsMaskedAsAWhole(string type, string coding, string body)
    {
        var masked = Rules(new RulePlan(RuleKind.MaskJson, "$.password")).Apply(Post(type, Encoding.ASCII.GetBytes(body), coding))!;
        Assert.Equal("*** masked: the body could not be read", Encoding.ASCII.GetString(new HttpRequestView(masked.Payload).Body.Span));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Body_DamagedBehindASecret_IsMaskedAsAWhole(string coding)
    {
        var packed = Pack(coding, Encoding.ASCII.GetBytes($"{{\"password\":\"p\",\"numbers\":[{string.Join(',', Enumerable.Range(0, 2000).Select(i => i * 7919))}]}}"));
        packed.AsSpan(packed.Length / 2, 200).Fill(0xFF);
        var masked = Rules(new RulePlan(RuleKind.MaskJson, "$.password")).Apply(Post("application/json", packed, coding))!;
        Assert.Equal("*** masked: the body could not be read", Encoding.ASCII.GetString(new HttpRequestView(masked.Payload).Body.Span));
    }

    [Fact]
    public void RemoveHeader_EveryField_IsGone() => Assert.Equal(
        "GET / HTTP/1.1\r\nB: 2\r\n\r\n",
        Text(Rules(new RulePlan(RuleKind.RemoveHeader, "a")).Apply(Message(RecordKind.Request, "GET / HTTP/1.1\r\nA: 1\r\n more\r\nB: 2\r\na: 3\r\n\r\n"))!));

    [Theory]
    [InlineData(RuleKind.MaskJson, "password", null, "redact", "/rules/0/name")]
    [InlineData(RuleKind.MaskJson, "$.a[x]", null, "redact", "/rules/0/name")]
    [InlineData(RuleKind.MaskJson, "$..a..b", null, "redact", "/rules/0/name")]
    [InlineData(RuleKind.MaskHeader, "A", null, "encrypt", "/rules/0/value")]
    [InlineData(RuleKind.MaskText, null, "(", "hash", "/rules/0/pattern")]
    [InlineData(RuleKind.RemoveHeader, "", null, null, "/rules/0/name")]
    public void Compile_WrongMask_IsAFault(RuleKind kind, string? name, string? pattern, string? value, string place)
    {
        var faults = new List<PlanFault>();
        Assert.True(RuleSet.Compile([new RulePlan(kind, name, pattern, value)], faults).IsEmpty);
        Assert.Equal(place, Assert.Single(faults).Path);
    }

    /// <summary>A canary in any place and any coding never comes through, and what is left is one whole message.</summary>
    [Fact]
    public void Canary_InAnyPlaceAndCoding_IsNeverThere()
    {
        const string Canary = "canary-7f3a";
        var rules = Rules(
            new RulePlan(RuleKind.MaskHeader, "Authorization"), new RulePlan(RuleKind.MaskParam, "token"), new RulePlan(RuleKind.MaskJson, "$..secret"),
            new RulePlan(RuleKind.MaskText, Pattern: "canary-[0-9a-f]{4}", Value: "hash"));
        var codings = new[] { "", "gzip", "br", "deflate" };
        var bodies = new[] { $$"""{"a":[{"secret":"{{Canary}}"}]}""", $"token={Canary}&x={Canary}", $"<b>{Canary}</b>", "" };
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Sample((coding, body, type, isChunked) =>
        {
            var packed = bodies[body].Length == 0 ? [] : Pack(codings[coding], Encoding.UTF8.GetBytes(bodies[body]));
            var framed = isChunked ? [.. Encoding.ASCII.GetBytes($"{packed.Length:x}\r\n"), .. packed, .. "\r\n0\r\n\r\n"u8] : packed;
            var framing = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {packed.Length}";
            var head = $"POST /{Canary}?token={Canary} HTTP/1.1\r\nAuthorization: Bearer {Canary}\r\nCookie: s={Canary}\r\nContent-Type: {new[] { "application/json", "application/x-www-form-urlencoded", "text/html" }[type]}\r\n"
                + (codings[coding].Length > 0 ? $"Content-Encoding: {codings[coding]}\r\n" : "") + $"{framing}\r\n\r\n";
            var masked = rules.Apply(new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = (byte[])[.. Encoding.ASCII.GetBytes(head), .. packed.Length == 0 && isChunked ? "0\r\n\r\n"u8.ToArray() : framed] })!;
            Assert.DoesNotContain(Canary, Text(masked), StringComparison.Ordinal);
            var view = new HttpRequestView(masked.Payload);
            Assert.DoesNotContain(Canary, Encoding.UTF8.GetString(BodyDecoder.Decode(view.Headers, view.Body, 1 << 20).Bytes.Span), StringComparison.Ordinal);
            Assert.Null(RequestCheck.WhyInvalid(masked.Payload.Span));
        });
    }

    private static RuleSet Rules(params RulePlan[] rules)
    {
        var faults = new List<PlanFault>();
        var set = RuleSet.Compile(rules, faults);
        Assert.Empty(faults);
        return set;
    }

    private static byte[] Pack(string coding, byte[] content)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(packed),
        })
        {
            packer.Write(content);
            packer.Flush();
            return coding.Length > 0 ? Close(packer, packed) : content;
        }
    }

    private static byte[] Close(Stream packer, MemoryStream packed)
    {
        packer.Dispose();
        return packed.ToArray();
    }

    private static Record Post(string type, byte[] body, string coding = "")
    {
        var head = $"POST / HTTP/1.1\r\nContent-Type: {type}\r\n{(coding.Length > 0 ? $"Content-Encoding: {coding}\r\n" : "")}Content-Length: {body.Length}\r\n\r\n";
        return new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = (byte[])[.. Encoding.ASCII.GetBytes(head), .. body] };
    }

    private static Record Message(RecordKind kind, string text) => new() { Kind = kind, Id = RecordId.From("1"), Timestamp = 0, Payload = Encoding.ASCII.GetBytes(text) };

    private static string Text(Record record) => Encoding.UTF8.GetString(record.Payload.Span);
}
