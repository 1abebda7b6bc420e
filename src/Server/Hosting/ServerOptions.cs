namespace TapeDeck.Server.Hosting;

/// <summary>The section <c>TapeDeck</c> of the configuration.</summary>
public sealed class ServerOptions
{
    public const string Section = "TapeDeck";

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Where everything is kept; relative to the content root.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Host names, besides those of this machine's loopback and addresses, under which browsers may reach the server.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Hosts or <c>host:port</c> that replays may be sent to although the target guard would refuse them.</summary>
    public string[] AllowedTargets { get; set; } = [];

    /// <summary>Folders, as absolute paths, below which plans of pages and API may name files.</summary>
    public string[] FileRoots { get; set; } = [];

    /// <summary>Whether plans of pages and API may name a middleware, which is any program.</summary>
    public bool AllowMiddleware { get; set; }

    /// <summary>Most bytes of a recording that is sent, and of what it unpacks to.</summary>
    public long MaxUploadBytes { get; set; } = 16L << 30;

    public RetentionOptions Retention { get; set; } = new();

    public ApiLimitOptions ApiLimits { get; set; } = new();

    /// <summary>Reads and checks the section; every fault is in the exception, each with its key.</summary>
    public static ServerOptions Read(IConfiguration configuration)
    {
        var options = new ServerOptions();
        try
        {
            configuration.GetSection(Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException fault)
        {
            throw new StartupException($"{Section}: {fault.Message} {fault.InnerException?.Message}", fault);
        }

        var faults = ServerOptionsValidator.Validate(options);
        return faults.Count == 0 ? options : throw new StartupException(string.Join(Environment.NewLine, faults));
    }
}
