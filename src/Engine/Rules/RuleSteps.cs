using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Rules;

/// <summary>Sets a header.</summary>
internal sealed record HeaderSetter(byte[] Name, byte[] Value);

/// <summary>Sets a query parameter.</summary>
internal sealed record ParameterSetter(byte[] Name, byte[] Value);

/// <summary>Tests a header; a missing or empty one never matches.</summary>
internal sealed record HeaderTest(byte[] Name, ByteRegex Pattern)
{
    public bool Matches(in RequestEditor request) => request.Header(Name) is { IsEmpty: false } value && Pattern.IsMatch(value);
}

/// <summary>Rewrites the request target where it matches.</summary>
internal sealed record TargetRewrite(ByteRegex Pattern, GoReplacement Replacement);
