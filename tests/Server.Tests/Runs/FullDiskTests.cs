using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Runs;

/// <summary>A data directory without room: the server lives, says so, keeps what it has, and goes on when there is room again. Needs root.</summary>
public sealed class FullDiskTests
{
    private const int Tries = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_DiskFillsUpDuringACapture_SaysSoAndRecovers()
    {
        await using var site = await NginxServer.StartAsync(cancellationToken: Token);
        await using var disk = await SmallDisk.MountAsync("size=8m");
        await using var server = await ServerFixture.StartAsync(builder => builder.Configuration["TapeDeck:DataDirectory"] = disk.Path);
        using var program = await server.ProgramAsync();
        using var visitor = new HttpClient();
        var capture = await StartCaptureAsync(program, site);
        await visitor.GetStringAsync(site.Url, Token);
        await UntilAsync(server, capture, run => run.Ledger.Any(account => account is { Name: "output 1", Delivered: >= 2 }));

        disk.Fill();
        for (var i = 0; i < 100; i++)
        {
            await visitor.GetStringAsync(site.Url, Token);
        }

        var full = await UntilAsync(server, capture, run => run.Warnings.Any(warning => warning.Contains("No space left on device", StringComparison.Ordinal)));
        Assert.Equal(RunState.Running, full.State);
        await ExpectRefusalAsync(program);
        var stopped = (await PostAsync(program, $"/api/v1/captures/{capture}:stop")).GetProperty("status");
        Assert.Equal("failed", stopped.GetProperty("state").GetString());
        Assert.Contains("No space left on device", stopped.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(RunState.Failed, (await FindAsync(server, capture)).State);

        disk.Free();
        var second = await StartCaptureAsync(program, site);
        await visitor.GetStringAsync(site.Url, Token);
        await UntilAsync(server, second, run => run.Progress.Responses > 0);
        Assert.Equal("stopped", (await PostAsync(program, $"/api/v1/captures/{second}:stop")).GetProperty("status").GetProperty("state").GetString());
        await UntilAsync(server, capture, _ => IsKept(server, capture)); // what could not be stored is stored later
        await server.RestartAsync();
        Assert.Equal(RunState.Failed, (await FindAsync(server, capture)).State);
        Assert.Equal(RunState.Stopped, (await FindAsync(server, second)).State);
    }

    private static bool IsKept(ServerFixture server, string id) => server.Application.Services.GetRequiredService<Server.Runs.RunHost>().Find(id) is null;

    /// <summary>The database needs room only now and then, so ask until it does.</summary>
    private static async Task ExpectRefusalAsync(HttpClient program)
    {
        for (var i = 0; i < Tries; i++)
        {
            using var answer = await program.PostAsJsonAsync("/api/v1/tokens", new { name = "n" }, Token);
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.Contains("full", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                return;
            }
        }

        Assert.Fail("The database never needed room.");
    }

    private static async Task<string> StartCaptureAsync(HttpClient program, NginxServer site)
    {
        var plan = new { inputs = new[] { new { type = "capture", @interface = "lo", ports = new[] { site.Port }, trackResponses = true } } };
        using var answer = await program.PostAsJsonAsync("/api/v1/captures", new { start = true, plan }, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient program, string path)
    {
        using var answer = await program.PostAsync(path, null, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static async Task<RunView> FindAsync(ServerFixture server, string id) =>
        (await server.Application.Services.GetRequiredService<IRuns>().FindAsync(id, Token))!;

    private static async Task<RunView> UntilAsync(ServerFixture server, string id, Func<RunView, bool> wanted)
    {
        var changed = new SemaphoreSlim(0); // may be released once more after the subscription
        using var subscription = server.Application.Services.GetRequiredService<IRuns>().Subscribe(() => changed.Release());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var run = await FindAsync(server, id);
            if (wanted(run))
            {
                return run;
            }

            await changed.WaitAsync(limit.Token);
        }
    }
}
