using System.Text.Json;
using System.Text.Json.Nodes;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Middleware;

/// <summary>The helper functions of both libraries do the same. Messages are written with one character a byte.</summary>
public class MiddlewareHelpersTests
{
    private const string Get = "GET /a/b?x=1&y=a%20b+c&empty= HTTP/1.1\r\nHost: h\r\nCookie: sid=1; theme=dark=1\r\nX-Dup: one\r\nx-dup: two\r\n\r\n";
    private const string Form = "POST /f HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na=1&b=%C3";
    private const string Chunked = "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    private const string Response = "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n\u00ff\u0000\n";

    private static readonly object?[][] s_cases =
    [
        ["httpMethod", Get, "GET"],
        ["httpPath", Get, "/a/b?x=1&y=a%20b+c&empty="],
        ["httpStatus", Response, "404"],
        ["httpHeader", Get, "x-DUP", "one"],
        ["httpHeader", Get, "Missing", null],
        ["httpHeaders", Form, new Dictionary<string, string> { ["Host"] = "h", ["Content-Length"] = "9" }],
        ["httpBody", Response, "\u00ff\u0000\n"],
        ["httpBody", Get, ""],
        ["setHttpPath", Form, "/new?z=1", Form.Replace("/f", "/new?z=1", StringComparison.Ordinal)],
        ["httpPathParam", Get, "x", "1"],
        ["httpPathParam", Get, "y", "a b c"],
        ["httpPathParam", Get, "empty", ""],
        ["httpPathParam", Get, "xx", null],
        ["setHttpPathParam", Get, "x", "a&b/c d", Get.Replace("x=1", "x=a%26b%2Fc%20d", StringComparison.Ordinal)],
        ["setHttpPathParam", Form, "new", "\u00e9", Form.Replace("/f", "/f?new=%C3%A9", StringComparison.Ordinal)],
        ["setHttpHeader", Get, "x-dup", "three", Get.Replace("X-Dup: one", "X-Dup: three", StringComparison.Ordinal)],
        ["setHttpHeader", Response, "X-New", "1", Response.Replace("Content-Length", "X-New: 1\r\nContent-Length", StringComparison.Ordinal)],
        ["setHttpBody", Form, "longer body", "POST /f HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nlonger body"],
        ["setHttpBody", Chunked, "plain", "POST /c HTTP/1.1\r\nContent-Length: 5\r\nHost: h\r\n\r\nplain"],
        ["httpBodyParam", Form, "a", "1"],
        ["setHttpBodyParam", Form, "a", "22", Form.Replace("a=1", "a=22", StringComparison.Ordinal).Replace(": 9", ": 10", StringComparison.Ordinal)],
        ["httpCookie", Get, "theme", "dark=1"],
        ["httpCookie", Get, "none", null],
        ["setHttpCookie", Get, "sid", "9", Get.Replace("sid=1", "sid=9", StringComparison.Ordinal)],
        ["setHttpCookie", Form, "sid", "9", Form.Replace("Host", "Cookie: sid=9\r\nHost", StringComparison.Ordinal)],
        ["deleteHttpCookie", Get, "sid", Get.Replace("sid=1; ", "", StringComparison.Ordinal)],
        ["deleteHttpCookie", "GET / HTTP/1.1\r\nCookie: a=1\r\nHost: h\r\n\r\n", "a", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"],
    ];

    private const string PythonDriver = """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        import tapedeck_middleware as library
        def run(name, http, *rest):
            result = getattr(library, name)(http.encode("latin-1"), *rest)
            return result.decode("latin-1") if isinstance(result, bytes) else result
        print(json.dumps([run(*case) for case in json.loads(sys.argv[2])]))
        """;

    private const string NodeDriver = """
        const library = require(process.argv[1] + '/tapedeck-middleware');
        const run = ([name, http, ...rest]) => {
          const result = library[name](Buffer.from(http, 'latin1'), ...rest);
          return Buffer.isBuffer(result) ? result.toString('latin1') : result;
        };
        console.log(JSON.stringify(JSON.parse(process.argv[2]).map(run)));
        """;

    [Theory]
    [InlineData("python3", "-c", "python")]
    [InlineData("node", "-e", "node")]
    public async Task Helpers_OfEachLibrary_DoWhatTheirNamesSay(string program, string option, string folder)
    {
        var library = Path.Combine(Repository.Root, "docs", "middleware", folder);
        var questions = JsonSerializer.Serialize(s_cases.Select(each => each[..^1]));
        var (code, output, error) = await ToolProcess.RunAsync(program, option, folder == "node" ? NodeDriver : PythonDriver, library, questions);
        Assert.True(code == 0, error);
        var answers = JsonNode.Parse(output)!.AsArray();
        Assert.Equal(s_cases.Length, answers.Count);
        foreach (var (index, each) in s_cases.Index())
        {
            var expected = JsonSerializer.SerializeToNode(each[^1]);
            Assert.True(JsonNode.DeepEquals(expected, answers[index]), $"{each[0]}: expected {expected?.ToJsonString()} but was {answers[index]?.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData("python3", "-c", "python")]
    [InlineData("node", "-e", "node")]
    public async Task Library_HasEveryHelperOfTheSpecification(string program, string option, string folder)
    {
        string[] names = ["init", "on", "httpMethod", "httpPath", "setHttpPath", "httpPathParam", "setHttpPathParam", "httpStatus", "httpHeaders", "httpHeader",
            "setHttpHeader", "httpBody", "setHttpBody", "httpBodyParam", "setHttpBodyParam", "httpCookie", "setHttpCookie", "deleteHttpCookie", "searchResponses"];
        var library = Path.Combine(Repository.Root, "docs", "middleware", folder);
        var script = folder == "node"
            ? "console.log(Object.keys(require(process.argv[1] + '/tapedeck-middleware')).join())"
            : "import sys; sys.path.insert(0, sys.argv[1]); import tapedeck_middleware; print(','.join(dir(tapedeck_middleware)))";
        var (_, output, error) = await ToolProcess.RunAsync(program, option, script, library);
        Assert.True(names.All(output.Trim().Split(',').Contains), error + output);
    }
}
