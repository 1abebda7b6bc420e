using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TapeDeck.Server.Api;

/// <summary>What the header <c>Upload-Metadata</c> of tus says of a file: <c>filename</c> and, if it is to be checked, <c>sha256</c>; other names are not looked at.</summary>
internal sealed record UploadMetadata(string FileName, byte[]? Sha256)
{
    private const int Sha256Bytes = 32;

    /// <summary>Reads pairs of a name and a Base64 text, separated by commas.</summary>
    public static bool TryRead(string? header, [NotNullWhen(true)] out UploadMetadata? metadata, [NotNullWhen(false)] out string? fault)
    {
        (metadata, fault) = (null, null);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, text) = pair.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? (pair[..space], pair[(space + 1)..]) : (pair, "");
            var bytes = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, bytes, out var length) || !values.TryAdd(name, Encoding.UTF8.GetString(bytes, 0, length)))
            {
                fault = $"Upload-Metadata: '{name}' is no Base64 text, or occurs twice.";
                return false;
            }
        }

        var sha256 = values.GetValueOrDefault("sha256");
        fault = string.IsNullOrWhiteSpace(values.GetValueOrDefault("filename")) ? "Upload-Metadata names no file: filename BASE64."
            : sha256 is not null && !IsDigest(sha256) ? "Upload-Metadata: sha256 is 64 hexadecimal digits, as sha256sum prints them."
            : null;
        metadata = fault is null ? new UploadMetadata(values["filename"], sha256 is null ? null : Convert.FromHexString(sha256)) : null;
        return metadata is not null;
    }

    private static bool IsDigest(string text) => text.Length == Sha256Bytes * 2 && text.All(char.IsAsciiHexDigit);
}
