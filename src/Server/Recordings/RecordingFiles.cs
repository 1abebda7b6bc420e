using System.Globalization;
using TapeDeck.Engine;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Index;

namespace TapeDeck.Server.Recordings;

/// <summary>The files in a recording's folder.</summary>
internal static class RecordingFiles
{
    /// <summary>The one file of a recording made here. Users' names never become file names.</summary>
    public const string Only = "recording.gor";

    /// <summary>The record that stands there; null when the file has changed and there is none any more.</summary>
    public static async Task<Record?> ReadAsync(string path, RecordLocation location, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        var bytes = new byte[location.Length];
        var length = 0;
        while (length < bytes.Length && await RandomAccess.ReadAsync(file, bytes.AsMemory(length), location.Offset + length, cancellationToken) is var read and > 0)
        {
            length += read;
        }

        try
        {
            return length == bytes.Length ? GorReader.Parse(bytes) : null;
        }
        catch (GorFormatException)
        {
            return null;
        }
    }

    /// <summary>File names in the order in which chunks were written: by name, a number at the end counting as one.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> names) => names.OrderBy(name => Split(name).Stem, StringComparer.Ordinal).ThenBy(name => Split(name).Number);

    private static (string Stem, long Number) Split(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var line = stem.LastIndexOf('_');
        return line >= 0 && long.TryParse(stem.AsSpan(line + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (stem[..line], number) : (stem, -1);
    }
}
