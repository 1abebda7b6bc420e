using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class RecordingEndpointTests
{
    private static readonly byte[] s_content = Records.Bytes(Records.Requests(3));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Sha256 => Convert.ToBase64String(SHA256.HashData(s_content));

    [Theory]
    [InlineData("Content-Digest", "sha-256=:{0}:")]
    [InlineData("Content-Digest", "sha-512=:AAAA:, sha-256=:{0}:")]
    [InlineData("Digest", "SHA-256={0}")]
    public async Task Upload_RightDigest_IsStored(string header, string value)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var (status, _) = await UploadAsync(program, header, value.Replace("{0}", Sha256, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, status);
    }

    [Theory]
    [InlineData("Content-Digest", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", HttpStatusCode.UnprocessableEntity, "was changed or cut on its way")]
    [InlineData("Content-Digest", "sha-256=nonsense", HttpStatusCode.BadRequest, "cannot be read")]
    [InlineData("Digest", "sha-256=AAAA", HttpStatusCode.BadRequest, "cannot be read")]
    public async Task Upload_WrongDigest_IsRefusedAndStoresNothing(string header, string value, HttpStatusCode status, string reason)
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var answer = await UploadAsync(program, header, value);
        Assert.Equal(status, answer.Status);
        Assert.Contains(reason, answer.Body, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(server.Folder.File("recordings")));
    }

    [Fact]
    public async Task Recording_ChangedDeletedRestoredPurged_IsShownEverywhere()
    {
        await using var server = await ServerFixture.StartAsync();
        using var program = await server.ProgramAsync();
        var (_, body) = await UploadAsync(program, "Content-Digest", $"sha-256=:{Sha256}:");
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString();
        var path = $"/api/v1/recordings/{id}";

        using var change = await program.ForceAsync(HttpMethod.Patch, path, new { pinned = true, tags = new[] { "nightly" }, note = "n" });
        var changed = await change.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(("upload", true, "nightly", "n"), (
            changed.GetProperty("name").GetString(), changed.GetProperty("pinned").GetBoolean(), changed.GetProperty("tags")[0].GetString(), changed.GetProperty("note").GetString()));
        using var wrong = await program.ForceAsync(HttpMethod.Patch, path, new { name = " ", tags = new[] { "a,b" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.ForceAsync(HttpMethod.Delete, path)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.GetAsync(path, Token)));
        Assert.Contains(id!, await program.GetStringAsync("/api/v1/deleted-recordings", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program.PostAsync($"/api/v1/deleted-recordings/{id}:restore", null, Token)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program.GetAsync(path, Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.DeleteAsync($"/api/v1/deleted-recordings/{id}", Token)));

        await StatusAsync(program.ForceAsync(HttpMethod.Delete, path));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync($"/api/v1/deleted-recordings/{id}", Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program.PostAsync($"/api/v1/deleted-recordings/{id}:restore", null, Token)));
    }

    private static async Task<(HttpStatusCode Status, string Body)> UploadAsync(HttpClient program, string header, string value)
    {
        using var content = new ByteArrayContent(s_content) { Headers = { ContentType = new("application/octet-stream") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/recordings?name=upload.gor") { Content = content };
        Assert.True(content.Headers.TryAddWithoutValidation(header, value));
        using var answer = await program.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        return answer.StatusCode;
    }
}
