using System.Diagnostics;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>Acceptance table F: the process itself (spec §13, 119–120, and §11.4).</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Workplace _place = new();

    public ProcessTests() => _place.Write("in.gor", GorRecord.Gets(2, 20));

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Check119_ExitAfter_EndsInTime()
    {
        var watch = Stopwatch.StartNew();
        var outcome = (await _place.RunAsync("--input-file", "in.gor", "--input-file-loop", "--output-null", "--exit-after", "2s")).Succeeded();
        Assert.InRange(watch.Elapsed.TotalSeconds, 2, 30);
        Assert.Matches(@"tapedeck: stopped after [23][.s]", outcome.Error);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Check119_Signal_DrainsQueuesAndLeavesCompleteFiles(string signal)
    {
        await using var program = _place.Start("--input-file", "in.gor|max", "--input-file-loop", "--output-file", "out.gor", "--output-file-append", "--output-stdout");
        await program.WaitUntilAsync(() => program.Output.Length > 100_000, "some records");
        var outcome = (await Workplace.StopAsync(program, signal)).Succeeded();
        Assert.Contains("stopping; the outputs have 10s", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(outcome.Count("records", 1), _place.Read("out.gor").Count);
        Assert.Equal(outcome.Count("records", 1), outcome.Records.Count);
    }

    /// <summary>Such a shell has SIGINT ignored in what it starts.</summary>
    [Fact]
    public async Task Check119_InterruptInTheBackgroundOfAScript_IsHeard()
    {
        var outcome = (await _place.ShellAsync("""
            "$0" --input-file 'in.gor|max' --input-file-loop --output-file out.gor --output-file-append &
            while ! [ -s out.gor ]; do sleep 0.05; done
            kill -INT $!
            wait $!
            """)).Succeeded();
        Assert.Contains("stopping; the outputs have 10s", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(outcome.Count("records", 1), _place.Read("out.gor").Count);
    }

    [Fact]
    public async Task Check119_OutputThatHangs_IsGivenUpAfterTheDrainTime()
    {
        await using var target = new ScriptedTarget((connection, _) => connection.HangAsync());
        await using var program = _place.Start("--input-file", "in.gor", "--input-file-loop", "--output-http", target.Address, "--output-http-timeout", "1h", "--exit-drain", "100ms");
        await program.WaitUntilAsync(() => !target.Requests.IsEmpty, "a request");
        var outcome = (await Workplace.StopAsync(program)).Succeeded();
        Assert.True(outcome.Count("output 1", 3) > 0, outcome.Error);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143, "--http-pprof", ":0")]
    public async Task Check119_SecondSignal_EndsAtOnce(string signal, int exitCode, params string[] options)
    {
        await using var target = new ScriptedTarget((connection, _) => connection.HangAsync());
        await using var program = _place.Start(["--input-file", "in.gor", "--output-http", target.Address, "--output-http-timeout", "1h", "--exit-drain", "1h", .. options]);
        await program.WaitUntilAsync(() => !target.Requests.IsEmpty, "a request");
        await program.SignalAsync(signal);
        await program.WaitUntilAsync(() => program.Error.Contains("stopping", StringComparison.Ordinal), "the first signal");
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken); // signals at once are one wish
        await program.SignalAsync(signal);
        Assert.Equal(exitCode, await program.WaitForExitAsync());
    }

    [Theory]
    [InlineData(1, "there is no output", "--input-file", "in.gor")]
    [InlineData(1, "there is no input", "--output-http", "127.0.0.1:1")]
    [InlineData(2, "--nosuch: unknown option", "--input-file", "in.gor", "--output-null", "--nosuch")]
    [InlineData(2, "\"stray\" belongs to no option", "--input-file=in.gor", "--output-null", "--exit-after", "1s", "stray")]
    [InlineData(0, "", "--help")]
    public async Task Check120_Usage_EndsWithItsCode(int exitCode, string message, params string[] arguments)
    {
        var outcome = await _place.RunAsync(arguments);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, outcome.Output.Length > 0);
    }

    /// <summary>What cannot work is refused before anything starts: exit 2 for what is wrong, 1 for what the machine refuses.</summary>
    [Theory]
    [InlineData(2, "--output-http-elasticsearch: ", "--output-http", "127.0.0.1:1", "--output-http-elasticsearch", "127.0.0.1:9200/UPPER")]
    [InlineData(2, "--middleware: There is no program 'no-such-program' on the PATH.", "--output-null", "--middleware", "no-such-program")]
    [InlineData(2, "--output-kafka-host: 'a:b' is no broker", "--output-kafka-host", "a:b", "--output-kafka-topic", "t")]
    [InlineData(2, "--output-ws: ", "--output-ws", "http://h")]
    [InlineData(2, "--input-tcp-certificate: ", "--input-tcp", "127.0.0.1:0", "--input-tcp-secure", "--input-tcp-certificate", "none.pem", "--input-tcp-certificate-key", "none.key", "--output-null")]
    [InlineData(1, "--input-tcp: ", "--input-tcp", "192.0.2.1:1", "--output-null")]
    [InlineData(1, "--output-file: ", "--output-file", "/proc/x.gor")]
    public async Task Options_ThatCannotWork_AreRefusedWithTheirName(int exitCode, string message, params string[] arguments)
    {
        var outcome = await _place.RunAsync(["--input-file", "in.gor", .. arguments]);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.StartsWith($"tapedeck: {message}", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.DoesNotContain("--input-file", outcome.Error, StringComparison.Ordinal);
        Assert.All(outcome.Error.Trim().Split('\n'), line => Assert.StartsWith("tapedeck: --", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_InVariablesAndAFile_AreRun()
    {
        _place.Write("inconfig.yaml", System.Text.Encoding.UTF8.GetBytes(
            "inputs: [{ type: file, files: [in.gor] }]\noutputs: [{ type: stdout }]\noptions:\n  http-allow-url: /1\n  exit-after: soon\n"));
        var variables = new Dictionary<string, string> { ["TAPEDECK_CONFIG"] = "inconfig.yaml", ["TAPEDECK_EXIT_AFTER"] = "1m" };
        await using var program = ToolProcess.Start(ToolProcess.TapeDeck, _place.Folder, variables, "run");
        Assert.Equal("GET /1 HTTP/1.1", Assert.Single((await Workplace.EndAsync(program)).Succeeded().Records).FirstLine);
    }

    [Fact]
    public async Task FileServer_Capture_SeesWhatItServes()
    {
        var port = FreePort.Next();
        await using var server = _place.Start("file-server", $"127.0.0.1:{port}");
        await server.WaitUntilAsync(() => server.Error.Contains("serves", StringComparison.Ordinal), "the server");
        var (exitCode, output, _) = await ToolProcess.RunAsync("curl", "--silent", "--fail", $"http://127.0.0.1:{port}/in.gor");
        Assert.Equal((0, System.Text.Encoding.UTF8.GetString(GorRecord.ToBytes(GorRecord.Gets(2, 20)))), (exitCode, output));
        await server.WaitUntilAsync(() => server.Error.Contains("GET /in.gor 200", StringComparison.Ordinal), "its line");
        Assert.Equal(0, (await Workplace.StopAsync(server)).ExitCode);
    }
}
