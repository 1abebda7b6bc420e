using TapeDeck.Server;
using TapeDeck.Server.Cli;
using TapeDeck.Server.Cli.Sources;

var commandLine = new CommandLine(Console.Out, Console.Error)
{
    Sources = OptionSources.OfProcess(),
    Serve = (options, stop) => ServerApplication.ServeAsync(options.ToConfiguration(), Console.Out, Console.Error, stop),
    LoginUrl = (options, stop) => ServerApplication.PrintLoginUrlAsync(options.ToConfiguration(), Console.Out, Console.Error, stop),
    ServeFiles = (address, stop) => FileServer.ServeAsync(address, Environment.CurrentDirectory, Console.Error, stop),
    Search = options => new SearchCommand(Console.Error, StandardOutput.Open(), TimeProvider.System).Run(options),
    Check = HeadlessRun.CheckAsync,
    Run = (options, stop) =>
    {
        // A headless run blocks nobody when it goes on with an answer on the thread that received it, and saves the way to another one. Read when
        // the first socket is opened. Not for the server: what follows on its sockets may block.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        return new HeadlessRun(Console.Error, StandardOutput.Open()).RunAsync(options, stop);
    },
};
return await commandLine.RunAsync(args);
