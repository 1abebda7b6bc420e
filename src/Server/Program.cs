using TapeDeck.Server;

await using var application = new ServerApplication(args);
await application.RunAsync();
