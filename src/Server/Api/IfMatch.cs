using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TapeDeck.Server.Api;

/// <summary>What a request that changes something takes for granted: the tags of its <c>If-Match</c>.</summary>
internal sealed class IfMatch
{
    private readonly IReadOnlyList<EntityTagHeaderValue> _known;

    private IfMatch(IReadOnlyList<EntityTagHeaderValue> known) => _known = known;

    /// <summary>Whether it is <c>*</c>: whatever there is.</summary>
    public bool IsAny => _known.Any(tag => tag.Equals(EntityTagHeaderValue.Any));

    /// <summary>Reads the header, or says what is wrong with it.</summary>
    public static bool TryRead(string? header, [NotNullWhen(true)] out IfMatch? match, [NotNullWhen(false)] out IResult? problem)
    {
        match = null;
        if (string.IsNullOrWhiteSpace(header))
        {
            problem = ApiProblems.PreconditionRequired();
            return false;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(new StringValues(header), out var known))
        {
            problem = ApiProblems.BadRequest("", "If-Match is an entity tag in quotes, several with commas between them, or *.");
            return false;
        }

        (match, problem) = (new IfMatch([.. known]), null);
        return true;
    }

    /// <summary>Whether people decided nothing else about the resource since. Weak tags never hold.</summary>
    public bool Holds(IMutableResource resource) => IsAny || EntityTags.DecidedPart(resource) is var now && _known.Any(tag => !tag.IsWeak && PartOf(tag) == now);

    private static string PartOf(EntityTagHeaderValue tag) => tag.Tag.Value!.Trim('"').Split('-')[0];
}
