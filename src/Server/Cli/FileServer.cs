using System.Net.Sockets;
using Microsoft.Extensions.FileProviders;
using TapeDeck.Server.Cli.Watching;

namespace TapeDeck.Server.Cli;

/// <summary><c>tapedeck file-server</c>: serves a folder and says what was asked for, to try a replay or a capture against.</summary>
public static class FileServer
{
    /// <summary>Serves until a signal to stop. Hidden files are not served.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(string address, string folder, TextWriter error, CancellationToken stop)
    {
        if (ListenAddress.Parse(address) is not { } endPoint)
        {
            await error.WriteLineAsync($"tapedeck: file-server: \"{address}\" is not an address; an address is [HOST]:PORT, such as :8000");
            return CommandLine.WrongUsage;
        }

        await using var app = SmallServer.Create(endPoint, services => services.AddDirectoryBrowser()).Build();
        using var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        Configure(app, files, TextWriter.Synchronized(error));
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            await error.WriteLineAsync($"tapedeck: file-server: {fault.Message}");
            return CommandLine.Failed;
        }

        await error.WriteLineAsync($"tapedeck: serves {folder} on {app.Urls.First()}");
        await app.WaitForShutdownAsync(stop);
        return CommandLine.Done;
    }

    private static void Configure(WebApplication app, PhysicalFileProvider files, TextWriter error)
    {
        app.Use(async (context, next) =>
        {
            await next(context);
            await error.WriteLineAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Response.StatusCode}");
        });
        var server = new FileServerOptions { FileProvider = files, EnableDirectoryBrowsing = true };
        server.StaticFileOptions.ServeUnknownFileTypes = true;
        app.UseFileServer(server);
    }
}
