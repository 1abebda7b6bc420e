using BenchmarkDotNet.Running;
using TapeDeck.Benchmarks;
using TapeDeck.Benchmarks.Scenarios;

// bench                 every scenario
// bench NAME…           these scenarios
// bench micro […]       BenchmarkDotNet, with its own arguments
if (args is ["micro", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Scenario).Assembly).Run(args[1..]);
    return 0;
}

Scenario[] all = [new PacketFileScenario(), new GorReadScenario(), new QueryIndexScenario(), new QuerySearchScenario(), new ReplayScenario(), new ScheduleScenario(), new LiveCaptureScenario()];
var unknown = args.Except(all.Select(scenario => scenario.Name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}. There are: micro, {string.Join(", ", all.Select(scenario => scenario.Name))}.");
    return 2;
}

var report = new Report(Console.Out);
foreach (var scenario in all.Where(scenario => args.Length == 0 || args.Contains(scenario.Name)))
{
    report.Begin(scenario.Name, scenario.Question);
    await scenario.RunAsync(report);
}

return report.Finish();
