using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TapeDeck.Client;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Api;
using TapeDeck.Server.Cli.Texts;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Hubs;
using TapeDeck.Server.Live;
using TapeDeck.Server.Operations;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings;
using TapeDeck.Server.Rules;
using TapeDeck.Server.Runs;
using TapeDeck.Server.Security;

namespace TapeDeck.Server;

/// <summary>The web host: what Program and the tests construct alike.</summary>
public sealed class ServerApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <param name="args">Configuration from the command line, such as <c>--TapeDeck:Urls=http://127.0.0.1:0</c>.</param>
    /// <param name="configure">Last changes before the options are read.</param>
    /// <exception cref="StartupException">The configuration is wrong or the data directory cannot be written.</exception>
    public ServerApplication(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ServerApplication).Assembly.GetName().Name, // Names the manifest of static assets, also under a test host.
            ContentRootPath = ContentRoot(),
            WebRootPath = PublishedWebRoot(),
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // Why it cannot start is said once, in our words.
        configure?.Invoke(builder);
        var options = ServerOptions.Read(builder.Configuration);
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        AddServices(builder, options);
        _app = builder.Build();
        Map(_app);
    }

    /// <summary>The services, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>An address the server answers at, reachable from this machine.</summary>
    public Uri Address
    {
        get
        {
            var address = BindingAddress.Parse(_app.Urls.FirstOrDefault() ?? Services.GetRequiredService<ServerOptions>().Urls.Split(';')[0]);
            return new UriBuilder(address.Scheme, address.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : address.Host, address.Port).Uri;
        }
    }

    /// <summary>Serves until a signal to stop; writes the address to <paramref name="output"/>, or why it cannot start to <paramref name="error"/>.</summary>
    /// <returns>The process's exit code.</returns>
    public static Task<int> ServeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default) =>
        ExplainAsync(error, async () =>
        {
            await using var application = new ServerApplication(args);
            await application.StartAsync(cancellationToken);
            await output.WriteLineAsync($"TapeDeck listens on {application.Address}");
            await output.WriteLineAsync($"Sign in once with    {await application.CreateLoginUrlAsync(cancellationToken)}");
            await application._app.WaitForShutdownAsync(cancellationToken);
        });

    /// <summary>Writes a new one-time login link to <paramref name="output"/>, for a server that runs on the same data directory, or why there is none.</summary>
    /// <returns>The process's exit code.</returns>
    public static Task<int> PrintLoginUrlAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default) =>
        ExplainAsync(error, async () =>
        {
            await using var application = new ServerApplication(args);
            var directory = application.Services.GetRequiredService<DataDirectory>();
            if (!File.Exists(directory.Database))
            {
                throw new StartupException($"No server has run on {directory.Root} yet; start it first, it prints a link.");
            }

            await output.WriteLineAsync($"{await application.CreateLoginUrlAsync(cancellationToken)}");
        });

    /// <summary>Upgrades the database and begins to listen.</summary>
    /// <exception cref="StartupException">The database is too new, or an address is taken or not allowed.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Services.GetRequiredService<DatabaseUpgrade>().RunAsync(cancellationToken);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception fault)
        {
            await _app.StopAsync(CancellationToken.None); // What had begun before the failure is to end in order.
            if (IsAboutAddress(fault))
            {
                throw WhyNotListening(fault);
            }

            throw;
        }
    }

    /// <summary>A link that signs one browser in, once, within a day.</summary>
    public async Task<Uri> CreateLoginUrlAsync(CancellationToken cancellationToken = default) =>
        new(Address, $"{LoginEndpoints.Path}?token={await Services.GetRequiredService<LoginTokens>().IssueAsync(cancellationToken)}");

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <summary>Stops it if it still runs, then lets go of everything: what works in the background ends before what it works on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The folder with appsettings.json and wwwroot: named by the launcher, the current one, or the program's own.</summary>
    private static string ContentRoot() =>
        Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is { Length: > 0 } named ? named
        : File.Exists(Path.Combine(Environment.CurrentDirectory, "appsettings.json")) ? Environment.CurrentDirectory
        : AppContext.BaseDirectory;

    /// <summary>The assets as published beside the program; null when they are read from where the build found them.</summary>
    private static string? PublishedWebRoot() =>
        Path.Combine(AppContext.BaseDirectory, "wwwroot") is var published && Directory.Exists(published) ? published : null;

    private static async Task<int> ExplainAsync(TextWriter error, Func<Task> act)
    {
        try
        {
            await act();
            return 0;
        }
        catch (Exception fault) when (fault is StartupException || StorageFault.Find(fault) is not null)
        {
            await error.WriteLineAsync($"tapedeck: {(fault is StartupException ? fault.Message : $"the data directory cannot be used: {StorageFault.Find(fault)}")}");
            return 1;
        }
    }

    private bool IsAboutAddress(Exception fault) =>
        fault is IOException { InnerException: AddressInUseException } or SocketException
        || fault is InvalidOperationException && Services.GetRequiredService<ServerOptions>().Urls.Contains("https:", StringComparison.OrdinalIgnoreCase);

    private StartupException WhyNotListening(Exception fault)
    {
        var remedy = fault switch
        {
            { InnerException: AddressInUseException } => "the port is in use. Stop the program that listens there",
            SocketException { SocketErrorCode: SocketError.AccessDenied } => "ports below 1024 need root. Start it as root",
            InvalidOperationException => "https needs a certificate. Name one in Kestrel:Certificates:Default:Path",
            _ => $"{fault.Message.TrimEnd('.')}. Correct it",
        };
        var urls = Services.GetRequiredService<ServerOptions>().Urls;
        return new StartupException($"Cannot listen on {urls}: {remedy}, or choose another address: --urls http://127.0.0.1:5081 ({ServerOptions.Section}:Urls).", fault);
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options)
    {
        var services = builder.Services;
        var directory = new DataDirectory(Path.Combine(builder.Environment.ContentRootPath, options.DataDirectory));
        services.AddSingleton(options).AddSingleton(directory).AddSingleton<IAbout, About>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddPersistence();
        services.AddSecurity(directory);
        services.AddSingleton<LiveTraffic>().AddSingleton<ILiveTraffic>(provider => provider.GetRequiredService<LiveTraffic>());
        services.AddSingleton<LibraryChanges>();
        services.AddRecordings();
        services.AddRuleSets();
        services.AddRuns();
        services.AddOperations();
        services.AddSingleton<ICommandLines, CommandLines>();
        services.AddApi(options.ApiLimits);
        services.AddTapeDeckClient();
        services.AddSignalR().AddJsonProtocol(protocol => PlanJson.Apply(protocol.PayloadSerializerOptions));
    }

    /// <summary>Whether a person's browser asks for a page: it is shown a page also when there is none at its address.</summary>
    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static void Map(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWhen(IsPage, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseSecurity();
        app.UseApiLimits();
        app.UseAntiforgery();
        app.UseIdempotencyKeys();
        app.MapLogin();
        app.MapApi();
        app.MapHub<LiveHub>(LiveHub.Path);
        app.MapStaticAssets().AllowAnonymousForLogin();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
