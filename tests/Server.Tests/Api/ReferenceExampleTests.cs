using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TapeDeck.Server.Tests.Api;

/// <summary>The examples of the API's description: there, and right.</summary>
public sealed class ReferenceExampleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApi_EveryJsonAnswerAndEveryProblem_HasAnExample()
    {
        var document = await DescribeAsync();
        var answers = Operations(document).SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject().SelectMany(answer => Contents(answer.Value)
            .Where(content => content.Name is "application/json" or "application/problem+json" or "text/event-stream")
            .Where(content => !IsFile(document, content.Value))
            .Select(content => (Name: $"{operation.Name} {answer.Name}", Status: answer.Name, Type: content.Name, content.Value)))).ToArray();
        Assert.True(answers.Count(answer => answer.Type == "application/json") > 40);
        Assert.Empty(answers.Where(answer => !answer.Value.TryGetProperty("example", out _)).Select(answer => answer.Name));
        foreach (var answer in answers.Where(answer => answer.Type == "application/problem+json"))
        {
            var problem = answer.Value.GetProperty("example");
            Assert.Equal(answer.Status, problem.GetProperty("status").GetRawText());
            Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()), answer.Name);
            Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()), answer.Name);
        }
    }

    [Fact]
    public async Task OpenApi_EveryExample_FitsItsSchema()
    {
        var document = await DescribeAsync();
        var check = new SchemaCheck(document);
        var examples = Examples(document, "").ToArray();
        Assert.True(examples.Length > 300);
        var faults = examples.SelectMany(example => check.Faults(example.Schema, example.Value).Select(fault => $"{example.Place} {fault}")).ToArray();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    /// <summary>So that the test above can fail: with a member that nobody described no example of a body fits.</summary>
    [Fact]
    public async Task SchemaCheck_ExampleWithAForeignMember_IsFound()
    {
        var document = await DescribeAsync();
        var check = new SchemaCheck(document);
        var examples = Examples(document, "").Where(example => example.Value.ValueKind == JsonValueKind.Object && example.Place.Contains("/application/json", StringComparison.Ordinal)).ToArray();
        Assert.True(examples.Length > 40);
        Assert.All(examples, example => Assert.NotEmpty(check.Faults(example.Schema, With("nope", example.Value))));
    }

    /// <summary>What depends on the request alone is answered exactly as the example says.</summary>
    [Theory]
    [InlineData("/api/v1/plans:validate")]
    [InlineData("/api/v1/plans:from-command-line")]
    [InlineData("/api/v1/plans:to-command-line")]
    [InlineData("/api/v1/rulesets:from-gor")]
    public async Task OpenApi_ExampleOfARequest_IsAnsweredByThatOfTheAnswer(string path)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var operation = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement.GetProperty("paths").GetProperty(path).GetProperty("post");
        using var answer = await program.PostAsJsonAsync(path, operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example"), Token);
        var expected = operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");
        var actual = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(JsonElement.DeepEquals(expected, actual), $"{expected}\n{actual}");
    }

    /// <summary>Some failures go without asking for more than an address: they are worded as their example, but for what is different in every answer.</summary>
    [Fact]
    public async Task OpenApi_ExampleOfAProblem_IsWordedAsTheProblem()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var responses = JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement.GetProperty("paths").GetProperty("/api/v1/recordings/{id}").GetProperty("get").GetProperty("responses");
        var expected = responses.GetProperty("404").GetProperty("content").GetProperty("application/problem+json").GetProperty("example");
        using var answer = await program.GetAsync(expected.GetProperty("instance").GetString(), Token);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(expected.EnumerateObject().Select(member => member.Name), problem.EnumerateObject().Select(member => member.Name));
        Assert.All(expected.EnumerateObject().Where(member => member.Name != "traceId"), member => Assert.Equal(member.Value.GetRawText(), problem.GetProperty(member.Name).GetRawText()));
    }

    /// <summary>Whether it is a file to save, such as a HAR.</summary>
    private static bool IsFile(JsonElement document, JsonElement content) => content.GetProperty("schema") is var schema
        && (schema.TryGetProperty("$ref", out var link) ? document.GetProperty("components").GetProperty("schemas").GetProperty(link.GetString()!.Split('/')[^1]) : schema)
            .TryGetProperty("format", out var format) && format.GetString() == "binary";

    private static JsonElement With(string member, JsonElement value)
    {
        var changed = JsonObject.Create(value)!;
        changed[member] = 1;
        return JsonSerializer.SerializeToElement(changed);
    }

    private static async Task<JsonElement> DescribeAsync()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        return JsonDocument.Parse(await program.GetStringAsync("/openapi/v1.json", Token)).RootElement;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from member in path.Value.EnumerateObject()
        where member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("responses", out _)
        select ($"{member.Name} {path.Name}", member.Value);

    private static IEnumerable<JsonProperty> Contents(JsonElement answer) => answer.TryGetProperty("content", out var content) ? content.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    /// <summary>Examples of bodies, parameters and headers, with a schema beside them; and those in schemas, which fit the schema they are in.</summary>
    private static IEnumerable<(string Place, JsonElement Schema, JsonElement Value)> Examples(JsonElement part, string place)
    {
        if (part.ValueKind == JsonValueKind.Array)
        {
            return part.EnumerateArray().SelectMany((item, i) => Examples(item, $"{place}/{i}"));
        }

        if (part.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        (string, JsonElement, JsonElement)[] beside = part.TryGetProperty("schema", out var schema) && part.TryGetProperty("example", out var example) ? [(place, schema, example)] : [];
        var inside = part.TryGetProperty("examples", out var several) && several.ValueKind == JsonValueKind.Array
            ? several.EnumerateArray().Select((one, i) => ($"{place}/examples/{i}", part, one)) : [];
        return [.. beside, .. inside, .. part.EnumerateObject().Where(member => beside.Length == 0 || member.Name != "example").SelectMany(member => Examples(member.Value, $"{place}/{member.Name}"))];
    }
}
