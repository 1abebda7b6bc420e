namespace TapeDeck.Server.Hosting;

/// <summary>The server cannot start for a reason its operator can mend; the message says which and how.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
