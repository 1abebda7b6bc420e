using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Tests.Recordings;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Api;

public sealed class UploadTests
{
    private static readonly byte[] s_content = Records.Bytes(Records.Requests(200));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4_096)]
    [InlineData(1 << 20)]
    public async Task Upload_InPieces_IsTheSameRecording(int piece)
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var content = s_content[..Math.Min(s_content.Length, piece * 400)];
        var at = await CreateAsync(program, content.Length, "night.gor");
        for (var offset = 0; offset < content.Length; offset += piece)
        {
            using var answer = await AppendAsync(program, at, offset, content[offset..Math.Min(content.Length, offset + piece)]);
            Assert.Equal((HttpStatusCode.NoContent, $"{Math.Min(content.Length, offset + piece)}"), (answer.StatusCode, Offset(answer)));
        }

        var upload = await program.GetFromJsonAsync<JsonElement>(at, Token);
        Assert.Equal("imported", upload.GetProperty("state").GetString());
        var id = upload.GetProperty("recording").GetString();
        Assert.Equal("night", (await library.UntilAsync(id!, LibraryFixture.IsIndexed)).Name);
        Assert.Equal(content, await program.GetByteArrayAsync($"/api/v1/recordings/{id}/content", Token));
    }

    [Fact]
    public async Task Upload_HalfSentAndServerRestarted_GoesOnWhereItEnded()
    {
        await using var library = await LibraryFixture.StartAsync();
        string at;
        using (var program = await library.ProgramAsync())
        {
            at = await CreateAsync(program, s_content.Length, "night.gor", Convert.ToHexString(SHA256.HashData(s_content)));
            using var first = await AppendAsync(program, at, 0, s_content[..1_000]);
        }

        await library.RestartAsync(() => { });
        using var again = await library.ProgramAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, at);
        using var head = await again.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.OK, "1000", $"{s_content.Length}"), (head.StatusCode, Offset(head), head.Headers.GetValues("Upload-Length").Single()));
        using var rest = await AppendAsync(again, at, 1_000, s_content[1_000..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Single(await library.UntilAllAsync(1));
    }

    [Fact]
    public async Task Upload_CompleteWhenTheServerDied_IsTakenInAtTheNextStart()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var at = await CreateAsync(program, s_content.Length, "night.gor");
        var content = Path.Combine(library.Directory.Uploads, at.Split('/')[^1], "content");
        await library.RestartAsync(() => File.WriteAllBytes(content, s_content));
        Assert.Equal(200, Assert.Single(await library.UntilAllAsync(1)).Exchanges);
        Assert.Equal(UploadState.Imported, Assert.Single(library.Service<IUploads>().List()).State);
    }

    /// <summary>The connection breaks in the middle of a piece: what arrived stays.</summary>
    [Fact]
    public async Task Upload_PieceBrokenOff_KeepsWhatArrived()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var at = await CreateAsync(program, s_content.Length, "night.gor");
        var uploads = library.Service<IUploads>();
        var id = at.Split('/')[^1];
        await Assert.ThrowsAsync<IOException>(() => uploads.AppendAsync(id, 0, new BreakingStream(s_content[..3_000]), Token));
        Assert.Equal((3_000, false), (uploads.Find(id)!.Received, uploads.Find(id)!.IsConnected));
        using var rest = await AppendAsync(program, at, 3_000, s_content[3_000..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
    }

    /// <summary>The server may not have noticed yet that the connection of before is gone.</summary>
    [Fact]
    public async Task Upload_AnotherPieceWhileOneHangs_TakesOver()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var at = await CreateAsync(program, s_content.Length, "night.gor");
        var uploads = library.Service<IUploads>();
        using var hanging = new HangingStream(s_content[..500]);
        var first = uploads.AppendAsync(at.Split('/')[^1], 0, hanging, Token);
        await hanging.Hangs;
        using var rest = await AppendAsync(program, at, 500, s_content[500..]);
        Assert.Equal((HttpStatusCode.NoContent, AppendResult.TakenOver), (rest.StatusCode, (await first).Result));
        Assert.Single(await library.UntilAllAsync(1));
    }

    [Theory]
    [InlineData("letter.gor", "this is a letter\nand no recording\n", null, "It is no .gor file")]
    [InlineData("access.log", "GET / is a line of no log\n", null, "Nor is it a packet file (pcap, pcapng), an HTTP archive (HAR) or an access log.")]
    [InlineData("night.gor", null, "00000000000000000000000000000000000000000000000000000000000000ff", "it was changed on its way")]
    [InlineData("night.gor.gz", "\u001f\u008b damaged", null, "Nothing of the compressed file can be unpacked")]
    public async Task Upload_ThatIsNotWhatItClaims_IsRefusedAndNothingIsKept(string name, string? text, string? sha256, string reason)
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        var content = text is null ? s_content : Encoding.Latin1.GetBytes(text);
        var at = await CreateAsync(program, content.Length, name, sha256);
        using var answer = await AppendAsync(program, at, 0, content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var head = new HttpRequestMessage(HttpMethod.Head, at);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(program.SendAsync(head, Token)));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Recordings));
        Assert.Empty(Directory.GetFiles(library.Directory.Uploads, "content", SearchOption.AllDirectories));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(program.DeleteAsync(at, Token)));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Uploads));
    }

    [Fact]
    public async Task Upload_Compressed_IsUnpacked()
    {
        await using var library = await LibraryFixture.StartAsync();
        using var program = await library.ProgramAsync();
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(s_content, Token);
        }

        using var answer = await AppendAsync(program, await CreateAsync(program, packed.Length, "../../etc/night.gor.gz"), 0, packed.ToArray());
        var recording = Assert.Single(await library.UntilAllAsync(1));
        Assert.Equal(("night", 200), (recording.Name, recording.Exchanges));
    }

    [Fact]
    public async Task Upload_WrongRequests_AreRefusedWithAReason()
    {
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: 10_000);
        using var program = await library.ProgramAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnnounceAsync(program, "10001", Metadata("a.gor"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnnounceAsync(program, "0", Metadata("a.gor"))).Status);
        Assert.Contains("Upload-Length", (await AnnounceAsync(program, "-1", Metadata("a.gor"))).Body, StringComparison.Ordinal);
        Assert.Contains("names no file", (await AnnounceAsync(program, "5", "size MQ==")).Body, StringComparison.Ordinal);
        Assert.Contains("is no Base64", (await AnnounceAsync(program, "5", "filename ~")).Body, StringComparison.Ordinal);
        Assert.Contains("64 hexadecimal digits", (await AnnounceAsync(program, "5", Metadata("a.gor", "abc"))).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await AnnounceAsync(program, "5", Metadata("a.gor"), "0.2.2")).Status);

        var at = await CreateAsync(program, 10, "a.gor");
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(AppendAsync(program, at, 3, [1])));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(AppendAsync(program, at, 0, new byte[11])));
        using var text = new StringContent("1");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(program.PatchAsync(at, text, Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(AppendAsync(program, "/api/v1/uploads/nobody", 0, [1])));
        Assert.Equal(0, (await program.GetFromJsonAsync<JsonElement>(at, Token)).GetProperty("received").GetInt64());
    }

    [Fact]
    public async Task Upload_WhatIsSpoken_IsTold()
    {
        await using var library = await LibraryFixture.StartAsync(maxUploadBytes: 10_000);
        using var program = await library.ProgramAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads");
        using var answer = await program.SendAsync(request, Token);
        Assert.Equal(("1.0.0", "creation,expiration,termination", "10000"), (
            answer.Headers.GetValues("Tus-Version").Single(), answer.Headers.GetValues("Tus-Extension").Single(), answer.Headers.GetValues("Tus-Max-Size").Single()));
    }

    private static string? Offset(HttpResponseMessage answer) => answer.Headers.GetValues("Upload-Offset").Single();

    private static string Metadata(string name, string? sha256 = null) =>
        $"filename {Base64(name)}{(sha256 is null ? "" : $",sha256 {Base64(sha256)}")}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<string> CreateAsync(HttpClient program, long length, string name, string? sha256 = null)
    {
        var answer = await AnnounceAsync(program, $"{length}", Metadata(name, sha256));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Location!.ToString();
    }

    private static async Task<(HttpStatusCode Status, Uri? Location, string Body)> AnnounceAsync(HttpClient program, string length, string metadata, string version = "1.0.0")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads") { Headers = { { "Tus-Resumable", version }, { "Upload-Length", length }, { "Upload-Metadata", metadata } } };
        using var answer = await program.SendAsync(request, Token);
        return (answer.StatusCode, answer.Headers.Location, await answer.Content.ReadAsStringAsync(Token));
    }

    private static async Task<HttpResponseMessage> AppendAsync(HttpClient program, string at, long offset, byte[] piece)
    {
        using var content = new ByteArrayContent(piece) { Headers = { ContentType = new("application/offset+octet-stream") } };
        using var request = new HttpRequestMessage(HttpMethod.Patch, at) { Content = content, Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", $"{offset}" } } };
        return await program.SendAsync(request, Token);
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        return answer.StatusCode;
    }

    /// <summary>Gives some bytes and then fails, as a connection does.</summary>
    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The connection was reset.");
    }

    /// <summary>Gives some bytes and then nothing more, until it is cancelled.</summary>
    private sealed class HangingStream(byte[] content) : MemoryStream(content)
    {
        private readonly TaskCompletionSource _hangs = new();

        public Task Hangs => _hangs.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                return read;
            }

            _hangs.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
