using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TapeDeck.TestKit;

/// <summary>A real program run by a test: what it printed, how it ended; killed when the test is over.</summary>
public sealed class ToolProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly MemoryStream _output = new();
    private readonly Task _outputEnd;

    private ToolProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        _outputEnd = CopyOutputAsync();
    }

    /// <summary>The built program.</summary>
    public static string TapeDeck { get; } = Path.Combine(Repository.Root, "artifacts", "bin", "Server", "release", "tapedeck");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Standard output so far, byte for byte.</summary>
    public byte[] Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToArray();
            }
        }
    }

    public string OutputText => Encoding.UTF8.GetString(Output);

    public static ToolProcess Start(string program, params IEnumerable<string> arguments) => Start(program, Directory.GetCurrentDirectory(), null, arguments);

    public static ToolProcess Start(
        string program, string folder, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ToolProcess(start);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        await using var tool = Start(program, arguments);
        return (await tool.WaitForExitAsync(), tool.OutputText, tool.Error);
    }

    /// <summary>Waits for its end, for a minute unless told otherwise; returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        await _process.WaitForExitAsync().WaitAsync(limit ?? s_limit);
        await _outputEnd.WaitAsync(s_limit);
        return _process.ExitCode;
    }

    /// <summary>Waits until something holds; fails with what the program printed when it does not within a minute.</summary>
    public async Task WaitUntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            var isOver = watch.Elapsed > s_limit || _process.HasExited;
            if (_process.HasExited)
            {
                await WaitForExitAsync(); // what it printed last may be on its way
            }

            if (isOver && !condition())
            {
                throw new TimeoutException($"{what} did not happen. Output: {OutputText}\nError: {Error}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Sends a signal such as INT or TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task CopyOutputAsync()
    {
        var buffer = new byte[64 << 10];
        while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is var count and > 0)
        {
            lock (_output)
            {
                _output.Write(buffer, 0, count);
            }
        }
    }
}
