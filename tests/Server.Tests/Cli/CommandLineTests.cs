using TapeDeck.Engine.Accounting;
using TapeDeck.Server.Cli;
using TapeDeck.Server.Cli.Options;
using TapeDeck.Server.Cli.Sources;

namespace TapeDeck.Server.Tests.Cli;

public class CommandLineTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private ServeOptions? _served;
    private readonly Dictionary<string, string> _environment = [];
    private CommandLinePlan? _run;
    private string? _fileServer;
    private SearchOptions? _search;

    [Fact]
    public async Task RunAsync_NoArguments_Serves()
    {
        Assert.Equal(7, await RunAsync());
        Assert.Equal(new ServeOptions(), _served);
    }

    [Fact]
    public async Task RunAsync_Serve_PassesItsOptionsOn()
    {
        Assert.Equal(7, await RunAsync("serve", "--urls=http://127.0.0.1:0", "-data", "/tmp/d"));
        Assert.Equal(new ServeOptions("http://127.0.0.1:0", "/tmp/d"), _served);
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0", "-data", "/tmp/d")]
    [InlineData("-data", "/tmp/d", "--urls", "http://127.0.0.1:0")]
    public async Task RunAsync_OptionsOfServeAlone_ServeToo(params string[] args)
    {
        Assert.Equal(7, await RunAsync(args));
        Assert.Equal(new ServeOptions("http://127.0.0.1:0", "/tmp/d"), _served);
    }

    [Fact]
    public void ToConfiguration_ServeOptions_AreTheServersOwnKeys()
    {
        Assert.Empty(new ServeOptions().ToConfiguration());
        Assert.Equal(
            ["--TapeDeck:Urls=http://127.0.0.1:0", "--TapeDeck:DataDirectory=/tmp/d"], new ServeOptions("http://127.0.0.1:0", "/tmp/x/../d").ToConfiguration());
    }

    [Fact]
    public async Task RunAsync_InputAndOutput_RunsThePlan()
    {
        Assert.Equal(8, await RunAsync("--input-file", "a.gor", "--output-null"));
        Assert.Single(_run!.Plan.Inputs);
        Assert.Equal("", _output.ToString() + _error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("serve --help")]
    [InlineData("--input-raw :80 --help")]
    public async Task RunAsync_Help_ExplainsEveryFrontDoorAndOption(string args)
    {
        Assert.Equal(CommandLine.Done, await RunAsync(args.Split(' ')));
        var help = _output.ToString();
        Assert.All(
            new[] { "tapedeck [serve]", "--urls", "--data", "--input-raw ADDRESS", "--http-rewrite-url", "--exit-after", "--middleware", "Exit codes" },
            text => Assert.Contains(text, help, StringComparison.Ordinal));
        Assert.All(OptionCatalog.All, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        Assert.All(OptionCatalog.All, option => Assert.Single(help.Split('\n'), line => line.StartsWith($"  {option.Name} ", StringComparison.Ordinal)));
        Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, 110));
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_Version_PrintsIt()
    {
        Assert.Equal(CommandLine.Done, await RunAsync("--version"));
        Assert.Matches(@"^tapedeck \d+\.\d+\.\d+", _output.ToString());
    }

    [Theory]
    [InlineData("run --input-raw 80", 2, "--input-raw: \"80\" is not an address")]
    [InlineData("run", 1, "there is neither input nor output")]
    [InlineData("--input-raw 80 --stats", 2, "--input-raw: \"80\" is not an address")]
    [InlineData("serve --port 80", 2, "--port: unknown option")]
    [InlineData("serve now", 2, "\"now\" belongs to no option")]
    [InlineData("record", 2, "record: unknown command")]
    [InlineData("file-server", 2, "file-server: one address is needed")]
    [InlineData("diff a b", 2, "diff: not supported yet")]
    [InlineData("--input-raw :80", 1, "there is no output")]
    [InlineData("--output-http h", 1, "there is no input")]
    [InlineData("--exit-after 1s", 1, "there is neither input nor output")]
    public async Task RunAsync_WrongArguments_SaysWhyAndDoesNothing(string args, int exitCode, string reason)
    {
        Assert.Equal(exitCode, await RunAsync(args.Split(' ')));
        Assert.Contains($"tapedeck: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
        Assert.Null((object?)_served ?? _run);
    }

    /// <summary>What the options alone tell, what building the plan tells, and what the machine tells: in one message, each once.</summary>
    [Fact]
    public async Task RunAsync_FaultsOfOptionsPlanAndMachine_AreSaidTogether()
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync(
            "--input-file", "/nowhere/in.gor", "--bogus", "--output-http", "127.0.0.1:1", "--output-http-timeout", "soon", "--output-http-elasticsearch", "h:9200/UPPER",
            "--output-file", "/nowhere/out.gor", "--middleware", "no-such-program", "--output-kafka-host", "h:p", "--output-kafka-topic", "t", "--http-allow-url", "("));
        string[] named = ["--bogus", "--output-http-timeout", "--http-allow-url", "--output-file", "--output-http-elasticsearch", "--output-kafka-host", "--middleware", "--input-file"];
        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(named.Order(), lines.Select(line => line.Split(' ')[1].TrimEnd(':')).Order());
        Assert.Null(_run);
    }

    [Theory]
    [InlineData("--input-raw 80 --output-http h --bogus", "--bogus: unknown option", "--input-raw: \"80\" is not an address")]
    [InlineData("--input-file /nowhere/x.gor", "there is no output", "--input-file: No file matches '/nowhere/x.gor'.")]
    [InlineData("--bogus", "--bogus: unknown option", "there is neither input nor output")]
    public async Task RunAsync_PartsMissingOrWrong_SaysBothAndNothingTwice(string args, params string[] reasons)
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync(args.Split(' ')));
        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(reasons.Length, lines.Length);
        Assert.All(reasons, reason => Assert.Contains(lines, line => line.Contains(reason, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunAsync_Warnings_AreSaidAndTheRunGoesOn()
    {
        Assert.Equal(8, await RunAsync("--input-file", "a", "--output-null", "--output-file-append"));
        Assert.Contains("warning: --output-file-append: has no effect", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LedgerText_Entries_ShowsEveryReason()
    {
        var ledger = new Ledger();
        ledger.Account("packets").Seen(12345);
        ledger.Account("packets").Delivered(12000);
        ledger.Account("packets").Dropped(LedgerReason.KernelDrop, 340);
        LedgerText.Write(_output, ledger.Snapshot());
        Assert.Contains("12,345       12,000            0          340  (kernel drop 340, unaccounted 5)", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LoginUrl_TakesTheOptionsOfServe()
    {
        Assert.Equal(9, await RunAsync("login-url", "--data", "/tmp/d"));
        Assert.Equal(new ServeOptions(null, "/tmp/d"), _served);
    }

    [Fact]
    public async Task RunAsync_Run_TakesOptionsFromVariables()
    {
        _environment["TAPEDECK_INPUT_FILE"] = "a.gor";
        _environment["TAPEDECK_OUTPUT_NULL"] = "true";
        Assert.Equal(8, await RunAsync("run"));
        Assert.Single(_run!.Plan.Inputs);
    }

    [Fact]
    public async Task RunAsync_DryRun_NeedsNoOutput()
    {
        Assert.Equal(8, await RunAsync("--input-file", "a.gor", "--input-file-dry-run"));
        Assert.True(_run!.Settings.DryRun);
    }

    [Fact]
    public async Task RunAsync_FileServer_PassesTheAddressOn()
    {
        Assert.Equal(6, await RunAsync("file-server", ":8000"));
        Assert.Equal(":8000", _fileServer);
    }

    [Fact]
    public async Task RunAsync_Search_TakesTheLastWordForTheQuery()
    {
        Assert.Equal(5, await RunAsync("search", "a.gor", "--count", "b*.gor", "--format", "ndjson", "-status:200"));
        Assert.Equal(["a.gor", "b*.gor"], _search!.Files);
        Assert.Equal(("-status:200", "ndjson", true), (_search.Query, _search.Format, _search.IsCount));
    }

    [Theory]
    [InlineData("files and, behind them, a query are needed", "status:200")]
    [InlineData("files and, behind them, a query are needed")]
    [InlineData("--first: unknown option", "--first", "a.gor", "x")]
    [InlineData("\"xml\" is none of text, gor, har", "--format=xml", "a.gor", "x")]
    [InlineData("\"parquet\" is none of", "--format", "parquet", "a.gor", "x")]
    public async Task RunAsync_SearchOfNothing_IsRefused(string said, params string[] args)
    {
        Assert.Equal(CommandLine.WrongUsage, await RunAsync(["search", .. args]));
        Assert.Contains(said, _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args)
    {
        var commandLine = new CommandLine(_output, _error)
        {
            Sources = new OptionSources(_environment, null),
            ServeFiles = (address, _) =>
            {
                _fileServer = address;
                return Task.FromResult(6);
            },
            Serve = (options, _) =>
            {
                _served = options;
                return Task.FromResult(7);
            },
            LoginUrl = (options, _) =>
            {
                _served = options;
                return Task.FromResult(9);
            },
            Search = options =>
            {
                _search = options;
                return 5;
            },
            Check = HeadlessRun.CheckAsync,
            Run = (options, _) =>
            {
                _run = options;
                return Task.FromResult(8);
            },
        };
        return commandLine.RunAsync(args, TestContext.Current.CancellationToken);
    }
}
