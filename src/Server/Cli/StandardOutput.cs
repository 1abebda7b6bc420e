using Microsoft.Win32.SafeHandles;

namespace TapeDeck.Server.Cli;

/// <summary>Standard output for records.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>
    /// A stream that fails once nobody reads it any more. The console's own stream swallows that, and records written to a closed pipe would
    /// count as delivered. A file is left to it, since it keeps the position that is shared with standard error under <c>2&gt;&amp;1</c>.
    /// </summary>
    public static Stream Open()
    {
        var console = Console.OpenStandardOutput();
        if (OperatingSystem.IsWindows())
        {
            return console;
        }

        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? console : stream;
    }
}
