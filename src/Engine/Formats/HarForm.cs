using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Formats;

/// <summary>The body of a form of which an archive has the fields alone, and the type that fits it.</summary>
/// <param name="Content">The body.</param>
/// <param name="Type">The value of its Content-Type.</param>
internal sealed partial record HarForm(byte[] Content, string Type)
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data";

    /// <summary>Puts the fields together as the type says; a file among fields of no type is sent in parts.</summary>
    /// <param name="fields">At least one.</param>
    /// <param name="type">What the request says it is; null when it says nothing.</param>
    /// <exception cref="FormatException">A part has a type of several lines.</exception>
    public static HarForm Of(IReadOnlyList<HarField> fields, string? type)
    {
        type ??= fields.Any(field => field.IsFile) ? Multipart : UrlEncoded;
        return type.Contains(Multipart, StringComparison.OrdinalIgnoreCase) ? InParts(fields, type)
            : new HarForm(Encoding.ASCII.GetBytes(string.Join('&', fields.Select(field => $"{Encoded(field.Name)}={Encoded(field.Value ?? "")}"))), type);
    }

    /// <summary>A text as it stands in a form: escaped, unless its writer has left it as it was sent.</summary>
    private static string Encoded(string text) => AsSent().IsMatch(text) ? text : Uri.EscapeDataString(text);

    private static HarForm InParts(IReadOnlyList<HarField> fields, string type)
    {
        var parts = fields.Select(field => $"{HeadOf(field)}\r\n{field.Value}\r\n").ToList();
        if (MultipartForm.BoundaryOf(type) is not { } boundary || IsIn(parts, boundary))
        {
            boundary = NewBoundary(parts);
            type = $"{Multipart}; boundary={boundary}";
        }

        return new HarForm(Encoding.UTF8.GetBytes($"{string.Concat(parts.Select(part => $"--{boundary}\r\n{part}"))}--{boundary}--\r\n"), type);
    }

    /// <summary>Names are escaped as browsers do (HTML, multipart form data).</summary>
    private static string HeadOf(HarField field)
    {
        var type = field.ContentType is not { Length: > 0 } given ? ""
            : given.AsSpan().ContainsAny("\r\n\0") ? throw new FormatException("a line of a part has no line breaks")
            : $"Content-Type: {given}\r\n";
        return $"Content-Disposition: form-data; name=\"{Quoted(field.Name)}\"{(field.IsFile ? $"; filename=\"{Quoted(field.FileName!)}\"" : "")}\r\n{type}";
    }

    private static string Quoted(string name) =>
        name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static bool IsIn(List<string> parts, string boundary) => parts.Exists(part => part.Contains($"--{boundary}", StringComparison.Ordinal));

    /// <summary>The same for the same fields, so that an archive read twice gives the same bytes.</summary>
    private static string NewBoundary(List<string> parts)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts)));
        return Enumerable.Range(0, int.MaxValue)
            .Select(attempt => string.Create(CultureInfo.InvariantCulture, $"----TapeDeckForm{Convert.ToHexStringLower(digest.AsSpan(0, 8))}{(attempt == 0 ? "" : attempt)}"))
            .First(boundary => !IsIn(parts, boundary));
    }

    /// <summary>Nothing that would have been escaped, and at least one escape.</summary>
    [GeneratedRegex("^[A-Za-z0-9*._~+!'()-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9*._~+!'()-]*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex AsSent();
}
