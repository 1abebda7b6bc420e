using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Commands that mean what the test says.</summary>
public sealed class FakeCommandLines : ICommandLines
{
    public PastedPlan Pasted { get; set; } = new(new Plan(), [], []);

    public PlanCommand Command { get; set; } = new("tapedeck --input-raw :8080", []);

    public PastedPlan Read(string text) => Pasted;

    public Task<PlanCommand> WriteAsync(Plan plan, CancellationToken cancellationToken) => Task.FromResult(Command);

    public PlanCommand WriteRules(IReadOnlyList<RulePlan> rules) => Command;
}
