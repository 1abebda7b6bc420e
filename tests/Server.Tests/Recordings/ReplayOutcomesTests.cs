using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;
using TapeDeck.Server.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Recordings;

public sealed class ReplayOutcomesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_Results_AreListedWithTheRecordedStatusAndGoneWhenDeleted()
    {
        await using var library = await LibraryFixture.StartAsync();
        var outcomes = library.Service<IReplayOutcomes>();
        var results = library.Service<IReplayResults>();
        var ledger = new Ledger();
        await using (var store = outcomes.Open("replay1"))
        {
            var output = Assert.Single(store.Outputs(ledger));
            await output.WriteAsync(new[] { Records.Request(0), Records.Response(0, 404) }, Token);
            store.Sink.Add(Result(0, 200));
            store.Sink.Add(Result(1, 0) with { Failure = LedgerReason.TimedOut, FailureDetail = "No answer within 5 s" });
        }

        var page = await results.ListAsync("replay1", new ReplayResultQuery(), Token);
        Assert.Equal([(200, 404, null), (0, 0, "No answer within 5 s")], page.Rows.Select(row => (row.Status, row.RecordedStatus, row.Failure)));
        Assert.Equal(1, (await results.ListAsync("replay1", new ReplayResultQuery { FailedOnly = true }, Token)).Total);
        var found = (await results.FindAsync("replay1", 0, Token))!;
        Assert.Equal(("/0", 200), (found.Summary.Target, found.Summary.Status));
        Assert.Equal(Records.Response(0).Payload.ToArray(), found.Response!.Payload.ToArray());
        Assert.Equal((1, 1), (ledger.Snapshot()[0].Delivered, ledger.Snapshot()[0].Filtered));

        await outcomes.DeleteAsync("replay1");
        Assert.Equal(0, (await results.ListAsync("replay1", new ReplayResultQuery(), Token)).Total);
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Replays));
    }

    [Fact]
    public async Task List_UnknownReplay_IsEmptyAndMakesNoFile()
    {
        await using var library = await LibraryFixture.StartAsync();
        var results = library.Service<IReplayResults>();
        Assert.Equal(0, (await results.ListAsync("../index/x", new ReplayResultQuery(), Token)).Total);
        Assert.Null(await results.FindAsync("nothing", 0, Token));
        Assert.Empty(Directory.GetFileSystemEntries(library.Directory.Replays));
    }

    private static ReplayResult Result(int number, int status) => new()
    {
        Number = number,
        Request = Records.Request(number, $"/{number}"),
        Response = status == 0 ? null : Records.Response(number, status),
        ResponseBytes = status == 0 ? 0 : Records.Response(number, status).Payload.Length,
        Status = status,
        Due = 1,
        Sent = 2,
        Ended = 3,
    };
}
