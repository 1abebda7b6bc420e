using System.Text;
using System.Text.Json;
using CsCheck;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Rules;

namespace TapeDeck.Engine.Tests.Rules;

public class JsonTextMaskTests
{
    [Theory]
    [InlineData("card", """{"card": 4111111111111111, "n":1}""", """{"card": "***", "n":1}""")]
    [InlineData("card", """[4111111111111111,[5500000000000004,"4111 1111 1111 1111"]]""", """["***",["***","***"]]""")]
    [InlineData("card", "4111111111111111", "\"***\"")]
    [InlineData("card", "{\"c\":4111111111111111}\n{\"c\":1}\n", "{\"c\":\"***\"}\n{\"c\":1}\n")]
    [InlineData("card", """{"4111111111111111":-4111111111111111}""", """{"***":"-***"}""")]
    [InlineData("[0-9]{3}", "[123456789012345678901234567890.5e10,-12,-123,1234]", """["******************************.5e10",-12,"-***","***4"]""")]
    [InlineData("e[+]?[0-9]+", "[1.5e+300,2E5,1e5]", """["1.5***",2E5,"1***"]""")]
    [InlineData("true|null", "[true,false,null]", """["***",false,"***"]""")]
    [InlineData("\"pin\": ?[0-9]+", """{"pin": 1234,"pin":"1234"}""", """{"***": "***","pin":"1234"}""")]
    [InlineData("\"pw\":\"[^\"]*\"", """{"a":1,"pw":"s3cret","b":2}""", """{"a":1,"***":"***","b":2}""")]
    [InlineData("n[a-z]*", """{"x":"a\nb \u006e \\n"}""", """{"x":"a\nb *** \\***"}""")]
    [InlineData("email", """{"to":"ann\u002Bshop\u0040example.org, b"}""", """{"to":"***, b"}""")]
    [InlineData("card", """{"\u0034111111111111111":["4111\u002D1111-1111-1111","\ud83d 4111111111111111"]}""", """{"***":["***","\ud83d ***"]}""")]
    [InlineData("\"pw\":\"[^\"]*\"|s[^\"]*t", """{"pw":"a\/s3cret","b":"s3\u0063ret\""}""", """{"***":"***","b":"***\u0022"}""")]
    [InlineData("de00", """{"x":"\ud83d\ude00!"}""", """{"x":"***!"}""")]
    [InlineData("s3cret", "\uFEFF[\"s3cret\"]", "\uFEFF[\"***\"]")]
    public void Text_InJson_LeavesJson(string pattern, string before, string after)
    {
        var masked = Mask(pattern, "redact", before);
        Assert.Equal(after, Body(masked));
        Assert.Contains($"Content-Length: {Encoding.UTF8.GetByteCount(after)}\r\n", Encoding.UTF8.GetString(masked.Payload.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "{\"card\": 4111111111111111, cut", "{\"card\": ***, cut")]
    [InlineData("text/plain", "4111111111111111", "***")]
    [InlineData("text/plain", "{card: 4111111111111111}", "{card: ***}")]
    public void Text_InWhatIsNoJson_IsMaskedAsItStands(string type, string before, string after) => Assert.Equal(after, Body(Mask("card", "redact", before, type)));

    [Theory]
    [InlineData(RuleKind.MaskText, null, "[0-9]+")]
    [InlineData(RuleKind.MaskJson, "$[*]", null)]
    public void Shape_OfNumbers_AreOtherNumbers(RuleKind kind, string? name, string? pattern)
    {
        const string Numbers = "[4111111111111111,5500000000000004,-10,0.125,1e5,2E-7,60,70,80,90,21,31,41]";
        var masked = Body(Apply(new RulePlan(kind, name, pattern, "shape"), Numbers, "application/json"));
        Assert.Equal(Numbers.Length, masked.Length);
        Assert.NotEqual(Numbers, masked);
        Assert.All(JsonDocument.Parse(masked).RootElement.EnumerateArray(), value => Assert.Equal(JsonValueKind.Number, value.ValueKind));
    }

    [Fact]
    public void Text_AnyPatternInAnyJson_LeavesJsonOfTheSameStructure()
    {
        var patterns = new[] { "card", "email", "[0-9]+", ".", "[0-9]{2}", "[\\\\u0-9a-f]+", "e", "tru|ull", "(?s).*", "\"[a-z]+\": ?[^,}]+", "[,:]", "\\\\.", "[^a-z]{3}" };
        var values = new[]
        {
            "4111111111111111", "-0.5E+10", "0", "1e5", "12345678901234567890", "true", "null", "\"\"", "\"a@b.example\"", """ "q\"4111111111111111\\" """, """ "\ud83d\ude00\u00e9\n" """, "\"é😀x\"",
            "{}", "[]",
        };
        Gen.Select(One(values).Array[1, 6], One(patterns), One("redact", "hash", "shape"), Gen.Int[0, 2]).Sample((chosen, pattern, how, form) =>
        {
            var json = form switch
            {
                0 => $"[{string.Join(", ", chosen)}]",
                1 => $"{{ {string.Join(",", chosen.Select((value, i) => $"\"k{i}\\u0065\":{value}"))} }}",
                _ => string.Join("\n", chosen.Select(value => $"{{\"card\": [{value}]}}")),
            };
            var masked = Mask(pattern, how, json);

            Assert.Equal(Structure(json), Structure(Body(masked)));
            Assert.EndsWith($"Content-Length: {Encoding.UTF8.GetByteCount(Body(masked))}\r\n\r\n{Body(masked)}", Encoding.UTF8.GetString(masked.Payload.Span), StringComparison.Ordinal);
        });
    }

    private static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    /// <summary>The brackets, and a stroke for each name and value; strings are read.</summary>
    private static string Structure(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true });
        var structure = new StringBuilder();
        while (reader.Read())
        {
            structure.Append(reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.StartObject or JsonTokenType.EndObject ? (char)reader.ValueSpan[0] : '|');
            _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
        }

        return structure.ToString();
    }

    private static Record Mask(string pattern, string how, string body, string type = "application/json") => Apply(new RulePlan(RuleKind.MaskText, Pattern: pattern, Value: how), body, type);

    private static Record Apply(RulePlan rule, string body, string type)
    {
        var faults = new List<PlanFault>();
        var rules = RuleSet.Compile([rule], faults);
        Assert.Empty(faults);
        var bytes = Encoding.UTF8.GetBytes(body);
        var payload = (byte[])[.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes];
        return rules.Apply(new Record { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 0, Payload = payload })!;
    }

    private static string Body(Record record) => Encoding.UTF8.GetString(new HttpRequestView(record.Payload).Body.Span);
}
