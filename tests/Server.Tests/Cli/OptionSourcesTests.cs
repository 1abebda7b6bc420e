using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Sources;

namespace TapeDeck.Server.Tests.Cli;

/// <summary>Options in variables and files: the command line goes before variables, variables before the file, the file before the default.</summary>
public class OptionSourcesTests
{
    private const string Plan = """
        # nightly replay
        inputs:
          - type: file
            files: [a.gor]
            speed: 200%
            loop: yes please
        """;

    private readonly Dictionary<string, string> _environment = [];
    private readonly Dictionary<string, string> _files = [];

    [Fact]
    public void Parse_Precedence_IsCommandLineThenVariableThenFileThenDefault()
    {
        _files["c.yaml"] = "options: { exit-after: 3s, exit-drain: 3s, output-file-queue-limit: 3, output-file: f.gor }";
        _environment["TAPEDECK_EXIT_AFTER"] = "2s";
        _environment["TAPEDECK_EXIT_DRAIN"] = "2s";
        var plan = Read("--config", "c.yaml", "--exit-after", "1s").Plan;
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (plan.Limits.StopAfter, plan.Limits.DrainTimeout));
        Assert.True(plan.Outputs.Single() is FileOutputPlan { QueueLimit: 3, SizeLimitBytes: 32 << 20 });
    }

    [Fact]
    public void Parse_Variables_HoldSeveralValuesOnALineEach()
    {
        _environment["TAPEDECK_INPUT_RAW"] = ":80\n:81|10\n";
        _environment["TAPEDECK_OUTPUT_STDOUT"] = "true";
        _environment["TAPEDECK_HTTP_ALLOW_URL"] = "-dashed";
        _environment["TAPEDECK_OUTPUT_FILE"] = "";
        var plan = Read().Plan;
        Assert.Equal([[80], [81]], plan.Inputs.Cast<CaptureInputPlan>().Select(input => input.Ports));
        Assert.IsType<StdoutOutputPlan>(Assert.Single(plan.Outputs));
        Assert.Equal("-dashed", Assert.Single(plan.Rules).Pattern);
    }

    [Fact]
    public void Parse_EveryOption_HasAVariableOfItsOwn()
    {
        var names = OptionCatalog.All.Select(option => EnvironmentOptions.VariableOf(option.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^TAPEDECK_[A-Z0-9_]+$", name));
    }

    [Fact]
    public void Parse_FaultyVariable_IsNamed()
    {
        _environment["TAPEDECK_EXIT_AFTER"] = "soon";
        _environment["TAPEDECK_EXIT_AFTR"] = "1s";
        _environment["TAPEDECK__URLS"] = "http://localhost";
        var read = Parse();
        Assert.Contains("TAPEDECK_EXIT_AFTER: \"soon\" is not a duration", Assert.Single(read.Faults), StringComparison.Ordinal);
        Assert.Equal(["TAPEDECK_EXIT_AFTR: is the variable of no option"], read.Warnings);
    }

    [Theory]
    [InlineData("p.yaml", "inputs: [{ type: file, files: [a.gor], speed: 200% }]\noutputs: [{ type: http, url: 'http://h', timeout: 2s }]\nlimits: { maxRecords: 7 }")]
    [InlineData("p.json", """{ "inputs": [ { "type": "file", "files": ["a.gor"], "speed": "200%" } ], "outputs": [ { "type": "http", "url": "http://h", "timeout": "2s" } ], "limits": { "maxRecords": 7 } }""")]
    public void Parse_PlanFile_IsThePlanAndOptionsGoOverIt(string name, string content)
    {
        _files[name] = content;
        var plan = Read("--config", name, "--output-http-workers", "9", "--output-http", "http://other", "--input-file-loop", "--http-allow-url", "/a").Plan;
        Assert.True(plan.Inputs.Single() is FileInputPlan { Loop: true, Speed.Factor: 2 });
        Assert.True(plan.Outputs.Single() is HttpOutputPlan { Url: "http://other", Connections: 9 });
        Assert.Equal((7, null), (plan.Limits.MaxRecords, plan.Limits.MaxPayloadBytes));

        plan = Read("--config", name, "--output-http-workers", "9").Plan;
        Assert.True(plan.Outputs.Single() is HttpOutputPlan { Url: "http://h", Connections: 9, Timeout.Seconds: 2 });
    }

    [Theory]
    [InlineData("p.yaml", Plan, "p.yaml: /inputs/0/loop: ")]
    [InlineData("p.yaml", "inputs: [", "p.yaml: line ")]
    [InlineData("p.yaml", "a: &a [ *a ]", "p.yaml: line ")]
    [InlineData("p.yaml", "just text", "p.yaml: holds no plan")]
    [InlineData("p.json", "{", "p.json: ")]
    [InlineData("p.json", """{"inputs":null}""", "p.json: ")]
    [InlineData("p.json", """{"inputs":[],"inputs":[]}""", "p.json: ")]
    [InlineData("p.json", """{"colour":1}""", "p.json: /colour: ")]
    [InlineData("p.json", """{"options":{"nosuch":1}}""", "p.json: /options/nosuch: unknown option")]
    [InlineData("p.json", """{"options":{"config":"x"}}""", "p.json: /options/config: unknown option")]
    [InlineData("p.json", """{"options":{"exit-after":{}}}""", "p.json: /options/exit-after: the value of an option is")]
    [InlineData("p.json", """{"options":{"exit-after":"soon"}}""", "p.json: /options/exit-after: \"soon\" is not a duration")]
    [InlineData("p.json", """{"rules":[{"kind":"allow-url","pattern":"("}]}""", "p.json: /rules/0/pattern: The regular expression")]
    public void Parse_FaultyFile_NamesFileAndPlace(string name, string content, string expected)
    {
        _files[name] = content;
        Assert.StartsWith(expected, Assert.Single(Parse("--config", name).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MissingFile_IsAFaultOfTheOption() =>
        Assert.StartsWith("--config: ", Assert.Single(CommandLinePlan.Parse(["--config", "/nowhere.json"], new OptionSources(_environment, File.ReadAllText)).Faults), StringComparison.Ordinal);

    [Fact]
    public void Describe_FaultOfAPartFromTheFile_NamesTheFile()
    {
        _files["p.json"] = """{"inputs":[{"type":"file","files":["a"]}],"outputs":[{"type":"null"}]}""";
        var read = Read("--config", "p.json", "--input-file-max-wait", "1s");
        Assert.Equal("p.json: /inputs/0/files/0: x", read.Describe(new PlanFault("/inputs/0/files/0", "x")));
        Assert.Equal("--input-file-max-wait: x", read.Describe(new PlanFault("/inputs/0/maxWait", "x")));
    }

    [Fact]
    public void Parse_ConfigInAVariable_IsRead()
    {
        _environment["TAPEDECK_CONFIG"] = "p.json";
        _files["p.json"] = """{"options":{"output-null":true,"input-file":["a","b"]}}""";
        Assert.Equal(2, Read().Plan.Inputs.Count);
    }

    private CommandLinePlan Read(params string[] args)
    {
        var read = Parse(args);
        Assert.Empty(read.Faults);
        return read;
    }

    private CommandLinePlan Parse(params string[] args) => CommandLinePlan.Parse(args, new OptionSources(_environment, path => _files[path]));
}
