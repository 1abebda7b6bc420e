using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Rules;

/// <summary>Says that a set of rules came, changed or went.</summary>
internal sealed class RuleSetChanges(TimeProvider time, ILogger<RuleSetChanges> logger)
{
    private const string Topic = "rulesets";
    private readonly Notices _notices = new(time, TimeSpan.FromMilliseconds(100), logger);

    public IDisposable Subscribe(Action changed) => _notices.Subscribe(Topic, changed);

    public void Signal() => _notices.Signal(Topic);
}
