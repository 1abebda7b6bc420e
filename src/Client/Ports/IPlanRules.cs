namespace TapeDeck.Client.Ports;

/// <summary>What plans of pages and API may touch on the server's machine, for forms to say so before somebody tries.</summary>
public interface IPlanRules
{
    /// <summary>Folders below which plans may name files; empty when they may name none.</summary>
    IReadOnlyList<string> FileRoots { get; }

    /// <summary>Whether plans may name a middleware, which is any program.</summary>
    bool AllowsMiddleware { get; }
}
