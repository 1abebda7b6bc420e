using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>A capture that another instance relays to: exact numbers of exchanges, as fast as they are taken.</summary>
public sealed class RelayedCapture(ApiClient api, string id, int port)
{
    public string Id => id;

    public static async Task<RelayedCapture> StartAsync(ApiClient api, string name)
    {
        var port = FreePort.Next();
        var made = await api.PostAsync("/captures", JsonSerializer.Serialize(new
        {
            name, start = true, plan = new { inputs = new[] { new { type = "tcp", address = $"127.0.0.1:{port}" } } },
        }));
        return new RelayedCapture(api, made.Expect(201).Json.GetProperty("id").GetString()!, port);
    }

    /// <summary>Sends exchanges with the targets <c>/FIRST</c> and so on; every tenth is answered with 500.</summary>
    public async Task SendAsync(int first, int count)
    {
        using var folder = new TempFolder();
        var file = folder.File("load.gor");
        var records = Enumerable.Range(first, count).SelectMany(
            number => new[] { Records.Request(number, $"/{number}", 1), Records.Response(number, number % 10 == 0 ? 500 : 200) with { Timestamp = 1 } });
        await File.WriteAllBytesAsync(file, Records.Bytes(records));
        await using var sender = ToolProcess.Start(ToolProcess.TapeDeck, folder.Path, null, ["--input-file", file, "--output-tcp", $"127.0.0.1:{port}"]);
        Assert.Equal(0, await sender.WaitForExitAsync());
    }

    /// <summary>Stops it: all was recorded, and nothing was dropped but what the live view leaves out.</summary>
    public async Task ExpectAllAsync(int exchanges)
    {
        var recording = await api.StopCaptureAsync(id);
        Assert.Equal(exchanges, (await api.WaitForIndexAsync(recording)).GetProperty("exchanges").GetInt64());
        var ledger = (await api.GetAsync($"/captures/{id}/ledger")).Expect(200).Json;
        foreach (var entry in ledger.GetProperty("accounts").EnumerateArray())
        {
            var dropped = entry.GetProperty("totalDropped").GetInt64();
            Assert.Equal(entry.GetProperty("seen").GetInt64(), entry.GetProperty("delivered").GetInt64() + entry.GetProperty("filtered").GetInt64() + dropped);
            Assert.True(dropped == 0 || entry.GetProperty("name").GetString() == "live view", $"Something was lost: {entry}");
        }
    }
}
