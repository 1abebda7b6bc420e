using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.CommandLine;

/// <summary>What cannot work is said before anything starts, with the option that asked for it.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "--input-raw: \":99999\" names the port 99999", "--input-raw", ":99999", "--output-null")]
    [InlineData(2, "--input-raw: \"nonsense\" is not an address", "--input-raw", "nonsense", "--output-null")]
    [InlineData(1, "--input-raw: There is no interface 'nosuch0'. There are: ", "--input-raw", "nosuch0:80", "--output-null")]
    [InlineData(2, "--input-raw-bpf-filter: libpcap does not accept the filter 'tcp prt 80': ", "--input-raw", "lo:80", "--input-raw-bpf-filter", "tcp prt 80", "--output-null")]
    [InlineData(2, "--input-file: No file matches ", "--input-file", "none.gor", "--output-null")]
    [InlineData(2, "--input-file: letter.gor: It is no .gor file", "--input-file", "letter.gor", "--output-null")]
    [InlineData(2, "--output-file: The folder ", "--input-file", "letter.gor", "--output-file", "no/such/folder/x.gor")]
    [InlineData(2, "--http-allow-url: The regular expression \"(\" does not compile", "--input-raw", "lo:80", "--output-null", "--http-allow-url", "(")]
    [InlineData(2, "--http-set-header: ", "--input-raw", "lo:80", "--output-null", "--http-set-header", "no colon")]
    [InlineData(2, "--output-http: \"ftp://x\" is not an http or https address", "--input-raw", "lo:80", "--output-http", "ftp://x")]
    [InlineData(2, "--exit-after: ", "--input-raw", "lo:80", "--output-null", "--exit-after", "soon")]
    [InlineData(2, "--output-nul: unknown option", "--output-nul", "--input-raw", "lo:80")]
    [InlineData(2, "--input-raw: \"k8s://shop:80\" names a pod", "--input-raw", "k8s://shop:80", "--output-null")]
    [InlineData(1, "there is no output", "--input-raw", "lo:80")]
    [InlineData(2, "replai: unknown command", "replai")]
    public async Task Arguments_ThatCannotWork_EndAtOnceAndNameTheOption(int exitCode, string message, params string[] arguments)
    {
        await File.WriteAllTextAsync(_folder.File("letter.gor"), "this is a letter\n", TestContext.Current.CancellationToken);
        await using var run = ToolProcess.Start(ToolProcess.TapeDeck, _folder.Path, null, arguments);
        Assert.Equal(exitCode, await run.WaitForExitAsync());
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("tapedeck: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task ManyFaults_AreAllNamedAtOnce()
    {
        var (exitCode, _, error) = await Tapedeck.RunAsync(
            "--input-raw", ":99999", "--output-http", "ftp://x", "--http-allow-url", "(", "--exit-after", "soon", "--output-file-size-limit", "5.5mb");
        Assert.Equal(2, exitCode);
        Assert.All(
            ["--input-raw", "--output-http", "--http-allow-url", "--exit-after", "--output-file-size-limit"],
            option => Assert.Contains($"tapedeck: {option}: ", error, StringComparison.Ordinal));
    }
}
