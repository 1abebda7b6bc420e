using TapeDeck.Server;
using TapeDeck.Server.Cli;
using TapeDeck.Server.Cli.Sources;

var commandLine = new CommandLine(Console.Out, Console.Error)
{
    Sources = OptionSources.OfProcess(),
    Serve = (options, stop) => ServerApplication.ServeAsync(options.ToConfiguration(), Console.Out, Console.Error, stop),
    LoginUrl = (options, stop) => ServerApplication.PrintLoginUrlAsync(options.ToConfiguration(), Console.Out, Console.Error, stop),
    ServeFiles = (address, stop) => FileServer.ServeAsync(address, Environment.CurrentDirectory, Console.Error, stop),
    Run = (options, stop) => new HeadlessRun(Console.Error, StandardOutput.Open()).RunAsync(options, stop),
};
return await commandLine.RunAsync(args);
