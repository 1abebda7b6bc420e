using Microsoft.Net.Http.Headers;
using TapeDeck.Engine.Formats;

namespace TapeDeck.Server.Api;

/// <summary>Finds the export format that an <c>Accept</c> header prefers (RFC 9110 §12.5.1).</summary>
internal static class AcceptedFormat
{
    /// <summary>Whether the header asks for anything in particular; <c>*/*</c>, which many clients send by themselves, does not.</summary>
    public static bool IsAsked(HttpRequest request) => Ranges(request) is { Count: > 0 } ranges && !ranges.Any(range => range.MatchesAllTypes);

    /// <summary>The format of the most wanted type that there is; null when there is none.</summary>
    public static ExportFormat? Find(HttpRequest request) => Ranges(request).Where(range => !range.MatchesAllTypes).OrderByDescending(range => range.Quality ?? 1)
        .Select(range => ExportFormat.All.FirstOrDefault(format => new MediaTypeHeaderValue(format.MediaType).IsSubsetOf(range.WithoutQuality()))).FirstOrDefault(format => format is not null);

    private static List<MediaTypeHeaderValue> Ranges(HttpRequest request) => [.. request.GetTypedHeaders().Accept.Where(range => range.Quality != 0)];

    private static MediaTypeHeaderValue WithoutQuality(this MediaTypeHeaderValue range) => new(range.MediaType);
}
