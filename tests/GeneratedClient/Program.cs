// The whole job by a client that nobody wrote: capture a site, query the recording, preview rules, replay, compare what came of it.
// Arguments: the server, an API token, the site that is captured, the target of the replay. Every line it writes is a finding.
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using TapeDeck.Generated;
using TapeDeck.Generated.Models;

var (server, token, site, target) = (args[0], args[1], new Uri(args[2]), args[3]);
using var http = KiotaClientFactory.Create();
http.DefaultRequestHeaders.Authorization = new("Bearer", token); // kiota's own providers send tokens over https only
using var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http) { BaseUrl = server };
var api = new TapeDeckClient(adapter).Api.V1;

var capture = await api.Captures.PostAsync(new NewRunRequest
{
    Name = "Generated",
    Plan = new Plan
    {
        Inputs = [new() { InputPlanCaptureInputPlan = new() { Type = InputPlanCaptureInputPlan_type.Capture, Interface = "lo", Ports = [site.Port], TrackResponses = true } }],
    },
});
var running = await api.Captures.WithIdStart(capture!.Id!).PostAsync();
Console.WriteLine($"capture {running!.Status!.State}");
using (var browser = new HttpClient())
{
    foreach (var path in new[] { "orders/1", "orders/2", "json" })
    {
        await browser.GetStringAsync(new Uri(site, path));
    }
}

var stopped = await api.Captures.WithIdStop(capture.Id!).PostAsync();
var recording = await UntilAsync(() => api.Recordings[stopped!.Status!.RecordingId!].GetAsync(), found => found.State is not (RecordingState.Recording or RecordingState.Indexing));
Console.WriteLine($"recording {recording.State} {recording.Exchanges}");

var window = await api.Recordings[recording.Id!].Exchanges.GetAsync(request => request.QueryParameters.Q = "path:/orders/");
Console.WriteLine($"query {string.Join(' ', window!.Items!.Select(exchange => $"{exchange.Method} {exchange.Target} {exchange.Status}"))}");

List<RulePlan> rules = [new() { Kind = RuleKind.RewriteUrl, Pattern = "^/orders/(.*)", Value = "/v2/orders/$1" }];
var preview = await api.RulesetsPreview.PostAsync(new RulesToPreview { Recording = recording.Id, Rules = rules, Samples = 10 });
Console.WriteLine($"preview {preview!.Rewritten} of {preview.Requests}");

var replay = await api.Replays.PostAsync(new NewRunRequest
{
    Name = "Generated",
    Start = true,
    Plan = new Plan
    {
        Inputs = [new() { InputPlanFileInputPlan = new() { Type = InputPlanFileInputPlan_type.File, Recording = recording.Id, Speed = "max" } }],
        Rules = rules,
        Outputs = [new() { OutputPlanHttpOutputPlan = new() { Type = OutputPlanHttpOutputPlan_type.Http, Url = target } }],
    },
});
var ended = await UntilAsync(() => api.Replays[replay!.Id!].GetAsync(), found => found.Status!.State is not (RunState.Pending or RunState.Running or RunState.Stopping));
Console.WriteLine($"replay {ended.Status!.State} {ended.Status.Progress!.Replay!.Succeeded}");

try
{
    await api.Recordings["nothing"].GetAsync();
}
catch (ProblemDetails problem)
{
    Console.WriteLine($"problem {problem.Status} {problem.Detail}");
}

static async Task<T> UntilAsync<T>(Func<Task<T?>> ask, Func<T, bool> wanted)
{
    for (var attempt = 0; attempt < 300; attempt++)
    {
        if (await ask() is { } found && wanted(found))
        {
            return found;
        }

        await Task.Delay(100);
    }

    throw new TimeoutException("It did not end in 30 seconds.");
}
