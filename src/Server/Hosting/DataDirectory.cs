namespace TapeDeck.Server.Hosting;

/// <summary>Where everything of the user's is kept; nothing outside it is written.</summary>
public sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the directory and its parts; recorded traffic holds secrets, so only their owner may look into those made here.</summary>
    public DataDirectory(string path)
    {
        Root = System.IO.Path.GetFullPath(path);
        try
        {
            foreach (var directory in new[] { Root, Recordings, Uploads, Index, Replays, Keys })
            {
                Create(directory);
            }

            using var probe = new FileStream(System.IO.Path.Combine(Root, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{ServerOptions.Section}:DataDirectory: {Root} cannot be written: {fault.Message} Choose another one: --data FOLDER.", fault);
        }
    }

    public string Root { get; }

    public string Database => System.IO.Path.Combine(Root, "tapedeck.db");

    public string Recordings => System.IO.Path.Combine(Root, "recordings");

    /// <summary>What is on its way into the library, a folder a file.</summary>
    public string Uploads => System.IO.Path.Combine(Root, "uploads");

    public string Index => System.IO.Path.Combine(Root, "index");

    public string Replays => System.IO.Path.Combine(Root, "replays");

    public string Keys => System.IO.Path.Combine(Root, "keys");

    /// <summary>The folder of one recording's files.</summary>
    public string Recording(string id) => System.IO.Path.Combine(Recordings, id);

    /// <summary>The paths of a recording's files.</summary>
    public IReadOnlyList<string> FilesOf(string id, IEnumerable<string> names) => [.. names.Select(name => System.IO.Path.Combine(Recording(id), name))];

    private static void Create(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnly);
        }
    }
}
