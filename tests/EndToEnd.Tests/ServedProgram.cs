using System.Text.RegularExpressions;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>The built program, serving dashboard and API from a data directory of its own.</summary>
public sealed partial class ServedProgram : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private readonly int _port = FreePort.Next();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private ToolProcess? _process;
    private ApiClient? _api;

    // What fails in a circuit is told to the browser in full, and so to the story that fails by it.
    private ServedProgram(IReadOnlyDictionary<string, string>? environment) =>
        _environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["ASPNETCORE_DETAILEDERRORS"] = "true" };

    /// <summary>The link that signs one browser in, once; printed at every start.</summary>
    public Uri LoginUrl { get; private set; } = null!;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public string DataDirectory => _data.Path;

    public ToolProcess Process => _process!;

    /// <summary>The REST API with a token, made at the first use of it.</summary>
    public async Task<ApiClient> ApiAsync() => _api ??= await ApiClient.CreateAsync(Url, LoginUrl);

    /// <param name="environment">Variables it gets beside those of the tests, such as its settings.</param>
    public static async Task<ServedProgram> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = new ServedProgram(environment);
        await program.RestartAsync();
        return program;
    }

    /// <summary>Starts it on its data directory, at the same address as before.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        _process = ToolProcess.Start(ToolProcess.TapeDeck, Repository.Root, _environment, ["serve", "--urls", Url.ToString(), "--data", _data.Path]);
        await _process.WaitUntilAsync(() => LoginLine().IsMatch(_process.OutputText), "the login URL");
        LoginUrl = new Uri(LoginLine().Match(_process.OutputText).Value);
    }

    /// <summary>A new link from the program's own command.</summary>
    public async Task<Uri> PrintLoginUrlAsync()
    {
        await using var command = ToolProcess.Start(ToolProcess.TapeDeck, Repository.Root, null, ["login-url", "--urls", Url.ToString(), "--data", _data.Path]);
        Assert.Equal(0, await command.WaitForExitAsync());
        return new Uri(command.OutputText.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _data.Dispose();
    }

    private ValueTask EndAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/login\?\S+(?=\s)")]
    private static partial Regex LoginLine();
}
