using System.Text.Json;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>Whole pieces of work through the API, for stories that are about something else.</summary>
public static class ApiRuns
{
    /// <summary>Starts a capture of one port of the loopback; returns its id. It listens when this returns.</summary>
    public static async Task<string> StartCaptureAsync(this ApiClient api, string name, int port) =>
        Id(await api.PostAsync("/captures", JsonSerializer.Serialize(new
        {
            name,
            start = true,
            plan = new { inputs = new[] { new { type = "capture", @interface = "lo", ports = new[] { port }, trackResponses = true } } },
        })));

    /// <summary>Stops a capture; returns the id of its recording.</summary>
    public static async Task<string> StopCaptureAsync(this ApiClient api, string id) =>
        (await api.PostAsync($"/captures/{id}:stop")).Expect(200).Json.GetProperty("status").GetProperty("recordingId").GetString()!;

    /// <summary>Records what is sent to a port; returns the id of the recording once it can be browsed.</summary>
    public static async Task<string> RecordAsync(this ApiClient api, string name, int port, Func<Task> send)
    {
        var capture = await api.StartCaptureAsync(name, port);
        await send();
        var recording = await api.StopCaptureAsync(capture);
        await api.WaitForIndexAsync(recording);
        return recording;
    }

    /// <summary>Waits until an operation has ended; returns what the API says of it.</summary>
    public static async Task<JsonElement> WaitForOperationAsync(this ApiClient api, string operation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = (await api.GetAsync($"/operations/{operation}")).Expect(200).Json;
            if (answer.GetProperty("state").GetString() != "running")
            {
                return answer;
            }

            Assert.True(attempt < 300, $"The operation does not end: {answer}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a recording is indexed; returns what the API says of it.</summary>
    public static async Task<JsonElement> WaitForIndexAsync(this ApiClient api, string recording)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = (await api.GetAsync($"/recordings/{recording}")).Expect(200).Json;
            if (answer.GetProperty("state").GetString() is not ("recording" or "indexing"))
            {
                return answer;
            }

            Assert.True(attempt < 300, $"The recording is not indexed: {answer}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Starts a replay of a recording at a speed, with rules as JSON; returns its id.</summary>
    public static async Task<string> StartReplayAsync(this ApiClient api, string recording, Uri target, string speed = "max", string rules = "[]") =>
        Id(await api.PostAsync("/replays", $$"""
            {
              "name": "Replay at {{speed}}", "start": true,
              "plan": {
                "inputs": [ { "type": "file", "recording": "{{recording}}", "speed": "{{speed}}" } ],
                "rules": {{rules}},
                "outputs": [ { "type": "http", "url": "{{target}}" } ]
              }
            }
            """));

    /// <summary>Follows a capture's or replay's event stream to its end; returns what came.</summary>
    public static async Task<string> FollowAsync(this ApiClient api, string path) =>
        (await Curl.RequestAsync(api.WithToken("--no-buffer", api.Address($"{path}/stream")))).Expect(200).Text;

    private static string Id(CurlAnswer answer) => answer.Expect(201).Json.GetProperty("id").GetString()!;
}
