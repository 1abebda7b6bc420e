namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>A middleware ended although the run was to go on, or never began.</summary>
internal sealed class MiddlewareException(string message) : Exception(message);
