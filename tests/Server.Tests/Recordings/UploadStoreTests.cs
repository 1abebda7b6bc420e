using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;
using TapeDeck.Server.Recordings;
using TapeDeck.Server.Recordings.Uploads;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class UploadStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_FailsInAnUnforeseenWay_RefusesTheUploadAndKeepsItForTheNextStart()
    {
        await using var library = await LibraryFixture.StartAsync();
        var content = Records.Bytes(Records.Requests(3));
        using (var broken = Open(library, new RecordingImport(
            new BrokenDatabases(), library.Directory, library.Service<ServerOptions>(), library.Service<LibraryChanges>(), TimeProvider.System, NullLogger<RecordingImport>.Instance)))
        {
            var upload = broken.Create("x.gor", content.Length, null).Value!;
            using var sent = new MemoryStream(content);
            var answer = (await broken.AppendAsync(upload.Id, 0, sent, Token)).Upload!;
            Assert.Equal(UploadState.Refused, answer.State);
            Assert.Contains("error of the program", answer.Refusal, StringComparison.Ordinal);
            Assert.Empty(await library.Recordings.ListAsync(Token));
        }

        using var next = Open(library, library.Service<RecordingImport>());
        await next.CompleteAsync();
        Assert.Equal(UploadState.Imported, Assert.Single(next.List()).State);
        Assert.Equal("x", Assert.Single(await library.Recordings.ListAsync(Token)).Name);
    }

    private static UploadStore Open(LibraryFixture library, RecordingImport import) =>
        new(import, library.Directory, library.Service<ServerOptions>(), library.Service<LibraryChanges>(), NullLogger<StoredUpload>.Instance);

    private sealed class BrokenDatabases : IDbContextFactory<AppDbContext>
    {
        public AppDbContext CreateDbContext() => throw new InvalidOperationException("no database today");
    }
}
