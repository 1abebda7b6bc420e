using Microsoft.OpenApi;

namespace TapeDeck.Server.Api;

/// <summary>The chapters of the API's description, in the order in which somebody gets to know it.</summary>
internal static class ApiTags
{
    public static HashSet<OpenApiTag> All() =>
    [
        Tag("Captures", "Runs that record traffic: off an interface, from other recorders, as a listener."),
        Tag("Recordings", "The library: recordings with their exchanges, endpoints, histograms and exports."),
        Tag("Uploads", "Files on their way into the library, in parts that can be resumed (tus 1.0)."),
        Tag("Views", "Queries that were given a name."),
        Tag("Rules", "Sets of rules that filter, rewrite and mask, their versions, and previews of what they do."),
        Tag("Replays", "Runs that send recorded requests again, and what came back."),
        Tag("Plans", "What a run is to do, checked before anything starts, and as a command line."),
        Tag("Operations", "Long work: its progress, its result, and giving it up."),
        Tag("Tokens", "What programs sign in with."),
        Tag("System", "The server itself."),
    ];

    private static OpenApiTag Tag(string name, string description) => new() { Name = name, Description = description };
}
