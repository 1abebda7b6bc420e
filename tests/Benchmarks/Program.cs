using System.Globalization;
using BenchmarkDotNet.Running;
using TapeDeck.Benchmarks;
using TapeDeck.Benchmarks.Scenarios;

// bench                 every scenario
// bench NAME…           these scenarios
// bench library 1000000 with so many exchanges instead of ten million
// bench micro […]       BenchmarkDotNet, with its own arguments
if (args is ["micro", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Scenario).Assembly).Run(args[1..]);
    return 0;
}

var exchanges = args.Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0).Append(0).Max();
var names = args.Where(text => !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)).ToList();
Scenario[] all =
[
    new PacketFileScenario(), new GorReadScenario(), new LibraryScenario(exchanges > 0 ? exchanges : LibraryScenario.UsualExchanges),
    new QueryIndexScenario(), new QuerySearchScenario(), new ReplayScenario(), new ScheduleScenario(), new LiveCaptureScenario(), new ViewersScenario(),
];
var unknown = names.Except(all.Select(scenario => scenario.Name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}. There are: micro, {string.Join(", ", all.Select(scenario => scenario.Name))}.");
    return 2;
}

var report = new Report(Console.Out);
foreach (var scenario in all.Where(scenario => names.Count == 0 || names.Contains(scenario.Name)))
{
    report.Begin(scenario.Name, scenario.Question);
    await scenario.RunAsync(report);
}

return report.Finish();
