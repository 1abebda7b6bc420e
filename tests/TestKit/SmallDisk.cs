namespace TapeDeck.TestKit;

/// <summary>A file system of its own with little room, which a test can fill and free. Needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public static async Task<SmallDisk> MountAsync(string options)
    {
        var disk = new SmallDisk();
        var (code, _, error) = await ToolProcess.RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.Path);
        return code == 0 ? disk : throw new InvalidOperationException(error);
    }

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var block = new byte[1024]; ;)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as was wanted.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await ToolProcess.RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }
}
