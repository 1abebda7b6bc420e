using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli;

/// <summary>A value of <c>--input-file</c>: path or pattern, and perhaps a speed.</summary>
internal sealed record FileSource(string Pattern, ReplaySpeed? Speed)
{
    /// <exception cref="FormatException">It is none.</exception>
    public static FileSource Parse(string text)
    {
        var (pattern, speed) = AddressSuffix.SplitSpeed(text);
        return pattern.StartsWith("s3://", StringComparison.Ordinal)
            ? throw new FormatException("is on S3, which is not supported yet")
            : pattern.Length == 0 ? throw new FormatException("names no file") : new FileSource(pattern, speed);
    }
}
