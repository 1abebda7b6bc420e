using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests.Rest;

/// <summary>A compressed recording with a broken member: what is behind it is counted, read, found and kept by a repair.</summary>
public sealed class DamagedUploadTests(Dashboard dashboard)
{
    private const int Each = 400;
    private ApiClient Api => dashboard.Api;

    [Fact]
    public async Task Upload_MemberDamagedInside_ShowsAndRepairsWhatIsBehind()
    {
        var members = Enumerable.Range(0, 3).Select(member => GzipMembers.Pack(Records.Bytes(Of(member)))).ToArray();
        members[1].AsSpan(10, 20).Fill(0xFF);
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("torn.gor.gz"), [.. members.SelectMany(member => member)], TestContext.Current.CancellationToken);
        var sent = await Curl.RequestAsync(Api.WithToken("--header", "Content-Type: application/octet-stream", "--data-binary", $"@{folder.File("torn.gor.gz")}", Api.Address("/recordings?name=torn.gor.gz")));
        var id = sent.Expect(201).Json.GetProperty("id").GetString()!;
        var recording = await Api.WaitForIndexAsync(id);

        Assert.Equal(("damaged", 2 * Each), (recording.GetProperty("state").GetString(), recording.GetProperty("exchanges").GetInt32()));
        var damage = Assert.Single(recording.GetProperty("damages").EnumerateArray().ToArray()).GetString();
        Assert.Contains($", byte {Records.Bytes(Of(0)).Length}: The compressed data is damaged; reading goes on with what begins at byte {members[0].Length + members[1].Length} of the file.", damage, StringComparison.Ordinal);
        Assert.Equal(["/2/399"], await TargetsAsync(id, "path:/2/399"));
        Assert.Equal(["/2/7"], await TargetsAsync(id, "body:\"content of 2/7 \""));
        var last = await Api.GetAsync($"/recordings/{id}/exchanges/{(2 * Each) - 1}/request/body");
        Assert.Equal("content of 2/399 ", last.Expect(200).Text);

        var operation = (await Api.PostAsync("/recordings:compose", JsonSerializer.Serialize(new { name = "mended", recordings = new[] { id } }))).Expect(202).Json.GetProperty("id").GetString()!;
        var made = (await Api.WaitForOperationAsync(operation)).GetProperty("result").GetProperty("recordingId").GetString()!;
        recording = await Api.WaitForIndexAsync(made);
        Assert.Equal(("healthy", 2 * Each), (recording.GetProperty("state").GetString(), recording.GetProperty("exchanges").GetInt32()));
    }

    private async Task<string?[]> TargetsAsync(string recording, string query) =>
        [.. (await Api.GetAsync($"/recordings/{recording}/exchanges?q={Uri.EscapeDataString(query)}")).Expect(200).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("target").GetString())];

    private static IEnumerable<Engine.Record> Of(int member) => Enumerable.Range(0, Each).Select(i =>
    {
        var body = $"content of {member}/{i} ";
        return Records.Request((Each * member) + i, "/", (Each * member) + i) with
        {
            Payload = System.Text.Encoding.ASCII.GetBytes($"POST /{member}/{i} HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
        };
    });
}
