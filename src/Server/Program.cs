using TapeDeck.Server;

return await ServerApplication.ServeAsync(args, Console.Out, Console.Error);
