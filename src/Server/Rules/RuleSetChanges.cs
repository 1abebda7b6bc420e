using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Rules;

/// <summary>Changes of rule sets.</summary>
internal sealed class RuleSetChanges(TimeProvider time, ILogger<RuleSetChanges> logger) : Changes(time, TimeSpan.FromMilliseconds(100), logger);
