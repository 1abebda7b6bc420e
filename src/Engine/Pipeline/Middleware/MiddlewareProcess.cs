using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>One process of a middleware, from its start to its end.</summary>
internal sealed partial class MiddlewareProcess : IDisposable
{
    private const int UnreadRequest = 0x541B; // FIONREAD
    private readonly Process _process;

    private MiddlewareProcess(Process process) => (_process, Input) = (process, process.StandardInput.BaseStream);

    /// <summary>Its standard input.</summary>
    public Stream Input { get; }

    /// <summary>Bytes of its standard input that it has not read yet; 0 where the system does not tell, and once it is closed.</summary>
    public int Unread
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() && Input is AnonymousPipeClientStream pipe && IoControl(pipe.SafePipeHandle, UnreadRequest, out var bytes) == 0 ? bytes : 0;
            }
            catch (InvalidOperationException)
            {
                return 0; // it is closed
            }
        }
    }

    /// <summary>Its standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts it in this process's folder and environment.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="onErrorLine">Called with each line of its standard error.</param>
    /// <exception cref="MiddlewareException">The operating system does not start it.</exception>
    public static MiddlewareProcess Start(IReadOnlyList<string> command, Action<string> onErrorLine)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                onErrorLine(line.Data);
            }
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            process.Dispose();
            throw new MiddlewareException($"The middleware '{string.Join(' ', command)}' does not start: {failure.Message}");
        }

        process.BeginErrorReadLine();
        return new MiddlewareProcess(process);
    }

    /// <summary>Its exit code; it is killed if it lives longer.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        if (!await HasEndedWithinAsync(patience).ConfigureAwait(false))
        {
            Kill();
            await HasEndedWithinAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        }

        return _process.ExitCode;
    }

    /// <summary>Ends it and its children at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<bool> HasEndedWithinAsync(TimeSpan patience)
    {
        var end = _process.WaitForExitAsync(CancellationToken.None); // also waits for the last lines of standard error
        await end.WaitAsync(patience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(SafePipeHandle pipe, nuint request, out int value);
}
