using System.IO.Compression;
using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.Acceptance.Tests;

/// <summary>A folder of its own in which a test runs the built program.</summary>
internal sealed partial class Workplace : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>Names of the files in it, sorted, but those a test wrote.</summary>
    public IEnumerable<string> Outputs => Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!).Where(name => !name.StartsWith("in", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    public string PathOf(string name) => _folder.File(name);

    /// <summary>Writes a recording; a name that ends in <c>.gz</c> is compressed.</summary>
    public void Write(string name, params IEnumerable<GorRecord> records) => Write(name, GorRecord.ToBytes(records));

    public void Write(string name, byte[] bytes)
    {
        using var file = File.Create(PathOf(name));
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        stream.Write(bytes);
    }

    /// <summary>The records of a file, perhaps compressed.</summary>
    public IReadOnlyList<GorRecord> Read(string name)
    {
        using var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return GorRecord.Parse(bytes.ToArray());
    }

    /// <summary>A certificate for localhost that nobody has reason to trust.</summary>
    public Task<CertificateFiles> CertificateAsync() => CertificateFiles.CreateAsync(_folder, "localhost");

    /// <summary>Starts the program in the folder.</summary>
    public ToolProcess Start(params IEnumerable<string> arguments) => ToolProcess.Start(ToolProcess.TapeDeck, Folder, null, arguments);

    /// <summary>Starts a capture and waits until it listens.</summary>
    public async Task<ToolProcess> CaptureAsync(params IEnumerable<string> arguments)
    {
        var capture = Start(arguments);
        await capture.WaitUntilAsync(() => capture.Error.Contains("capturing on", StringComparison.Ordinal) || capture.HasExited, "the capture");
        if (capture.Error.Contains("may not capture", StringComparison.Ordinal))
        {
            Assert.Fail($"This test captures from the network, and this user may not: run the tests as root. {capture.Error}");
        }

        Assert.False(capture.HasExited, capture.Error);
        return capture;
    }

    /// <summary>Waits until a capture has printed that many records, ends it, and returns all it printed.</summary>
    public static async Task<IReadOnlyList<GorRecord>> CapturedAsync(ToolProcess capture, int count)
    {
        await capture.WaitUntilAsync(() => GorRecord.CountIn(capture.Output) >= count, $"record {count}");
        return (await StopAsync(capture)).Succeeded().Records;
    }

    /// <summary>Runs the program to its end.</summary>
    public async Task<Outcome> RunAsync(params IEnumerable<string> arguments)
    {
        await using var program = Start(arguments);
        return await EndAsync(program);
    }

    /// <summary>Runs a line of a shell, in which <c>tapedeck</c> is the program.</summary>
    public async Task<Outcome> ShellAsync(string line)
    {
        await using var shell = ToolProcess.Start("/bin/sh", Folder, environment: null, "-c", $"tapedeck() {{ \"$0\" \"$@\"; }}; {line}", ToolProcess.TapeDeck);
        return await EndAsync(shell);
    }

    /// <summary>Waits for a program that ends by itself.</summary>
    public static async Task<Outcome> EndAsync(ToolProcess program)
    {
        var exitCode = await program.WaitForExitAsync();
        return new Outcome(exitCode, program.Output, program.Error);
    }

    /// <summary>Asks a program to end and waits for it.</summary>
    public static async Task<Outcome> StopAsync(ToolProcess program, string signal = "TERM")
    {
        await program.SignalAsync(signal);
        return await EndAsync(program);
    }

    /// <summary>How a program ended and what it said.</summary>
    internal sealed partial record Outcome(int ExitCode, byte[] Output, string Error)
    {
        public IReadOnlyList<GorRecord> Records => GorRecord.Parse(Output);

        /// <summary>Expects exit code 0 and a ledger that balances.</summary>
        public Outcome Succeeded()
        {
            Assert.True(ExitCode == 0, Error);
            var lines = LedgerLine().Matches(Error);
            Assert.NotEmpty(lines);
            Assert.All(lines, line =>
            {
                var counts = line.Groups[1].Captures.Select(count => long.Parse(count.Value.Replace(",", "", StringComparison.Ordinal))).ToArray();
                Assert.True(counts[0] == counts[1] + counts[2] + counts[3], line.Value);
            });
            return this;
        }

        /// <summary>A count of the ledger's line of a station: 0 seen, 1 delivered, 2 filtered, 3 dropped.</summary>
        public long Count(string station, int column)
        {
            var line = LedgerLine().Matches(Error).Single(match => match.Value.StartsWith(station + " ", StringComparison.Ordinal));
            return long.Parse(line.Groups[1].Captures[column].Value.Replace(",", "", StringComparison.Ordinal));
        }

        [GeneratedRegex(@"(?m)^\w+(?: \w+)*(?: {2,}([\d,]+)){4}")]
        private static partial Regex LedgerLine();
    }
}
