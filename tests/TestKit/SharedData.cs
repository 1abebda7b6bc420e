namespace TapeDeck.TestKit;

/// <summary>Finds the shared test data (golden recordings, capture corpora) that lies beside the repository.</summary>
public static class SharedData
{
    private static readonly string s_root = Find();

    /// <summary>The full path of a file or folder in the shared data.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([s_root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(System.IO.Path.Combine(candidate, "spec")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException($"No folder 'shared' with test data found above {AppContext.BaseDirectory}.");
    }
}
