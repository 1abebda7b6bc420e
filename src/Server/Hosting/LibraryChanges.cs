namespace TapeDeck.Server.Hosting;

/// <summary>Changes of recordings, told twice a second at most.</summary>
internal sealed class LibraryChanges(TimeProvider time, ILogger<LibraryChanges> logger) : Changes(time, TimeSpan.FromMilliseconds(500), logger);
