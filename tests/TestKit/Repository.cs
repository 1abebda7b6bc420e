namespace TapeDeck.TestKit;

/// <summary>Finds the repository's own files from a test.</summary>
public static class Repository
{
    /// <summary>The folder that holds TapeDeck.slnx.</summary>
    public static string Root { get; } = Find();

    /// <summary>The source files below a folder of the repository, build output and generated code left out.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        new[] { "*.cs", "*.razor", "*.css" }
            .SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains("Migrations", StringComparison.Ordinal));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TapeDeck.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No TapeDeck.slnx above {AppContext.BaseDirectory}.");
    }
}
