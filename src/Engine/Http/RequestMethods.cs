namespace TapeDeck.Engine.Http;

/// <summary>What is known of methods without asking the server.</summary>
public static class RequestMethods
{
    /// <summary>Those that ask for nothing to be changed (RFC 9110 §9.2.1).</summary>
    public static IReadOnlyList<string> Safe { get; } = ["GET", "HEAD", "OPTIONS", "TRACE"];

    /// <summary>Whether requests of a method may change things: all do that are not known to be safe. Methods are case-sensitive.</summary>
    public static bool MayChange(string method) => !Safe.Contains(method);
}
