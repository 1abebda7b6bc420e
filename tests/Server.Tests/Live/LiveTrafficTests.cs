using Microsoft.Extensions.Logging.Abstractions;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Query;
using TapeDeck.Server.Live;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Live;

public sealed class LiveTrafficTests
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(15);
    private readonly Ledger _ledger = new();
    private readonly LiveTraffic _traffic = new(TimeProvider.System, NullLogger<LiveTraffic>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TrafficQuery Asked(string text) => TrafficQuery.TryParse(text, default, out var query, out var fault) ? query : throw new ArgumentException(fault.Message, nameof(text));

    [Fact]
    public async Task Latest_WithFilter_FindsMethodTargetHostAndStatus()
    {
        var feed = _traffic.Open("run", _ledger);
        await feed.WriteAsync(new[] { Records.Request(1, "/orders"), Records.Response(1, 503), Records.Request(2, "/users") }, Token);
        Assert.Equal(2, _traffic.Latest("run", TrafficQuery.Everything, 10).Matching);
        Assert.Equal(2, _traffic.Latest("run", Asked("EXAMPLE.test"), 1).Matching);
        Assert.Single(_traffic.Latest("run", Asked("EXAMPLE.test"), 1).Rows);
        Assert.Equal("/orders", Assert.Single(_traffic.Latest("run", Asked("503"), 10).Rows).Target);
        Assert.Equal("/users", Assert.Single(_traffic.Latest("run", Asked("USER"), 10).Rows).Target);
        Assert.Equal((0, 2L), (_traffic.Latest("run", Asked("nothing"), 10).Rows.Count, _traffic.Latest("run", Asked("nothing"), 10).Total));
        Assert.Equal(3, Assert.Single(_ledger.Snapshot()).Delivered);
    }

    [Fact]
    public async Task Read_WhileRecordsCome_GivesEachAndEndsWithTheCapture()
    {
        var feed = _traffic.Open("run", _ledger);
        await feed.WriteAsync(Records.Requests(2), Token);
        await using var reader = _traffic.ReadAsync("run", TrafficQuery.Everything, null, s_beat, Token).GetAsyncEnumerator(Token);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal([0L, 1L], reader.Current.Rows.Select(row => row.Number));
        await feed.WriteAsync(new[] { Records.Response(1) }, Token);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(200, Assert.Single(reader.Current.Rows).Status);
        await feed.CompleteAsync(Token);
        Assert.False(await reader.MoveNextAsync());
    }

    [Fact]
    public async Task Read_TooSlow_IsToldHowManyItMissed()
    {
        var feed = _traffic.Open("run", _ledger);
        await feed.WriteAsync(Records.Requests(10), Token);
        await using var reader = _traffic.ReadAsync("run", TrafficQuery.Everything, null, s_beat, Token).GetAsyncEnumerator(Token);
        Assert.True(await reader.MoveNextAsync());
        await feed.WriteAsync(Records.Requests(2_500), Token);
        await feed.CompleteAsync(Token);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal((500, 2_000), (reader.Current.Dropped, reader.Current.Rows.Count));
    }

    [Fact]
    public async Task Read_FromAPosition_GoesOnAfterIt()
    {
        var feed = _traffic.Open("run", _ledger);
        await feed.WriteAsync(Records.Requests(3), Token);
        await using var first = _traffic.ReadAsync("run", TrafficQuery.Everything, null, s_beat, Token).GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());
        await feed.WriteAsync(new[] { Records.Request(50) }, Token);
        await using var second = _traffic.ReadAsync("run", TrafficQuery.Everything, LivePosition.Parse(first.Current.Position.ToString()), s_beat, Token).GetAsyncEnumerator(Token);
        Assert.True(await second.MoveNextAsync());
        Assert.Equal(3, Assert.Single(second.Current.Rows).Number);
        Assert.Equal(0, second.Current.Dropped);
    }

    [Fact]
    public async Task Subscribe_BeforeTheCaptureStarts_IsToldOfItsTraffic()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = _traffic.Subscribe("run", () => told.TrySetResult());
        await _traffic.Open("run", _ledger).WriteAsync(Records.Requests(1), Token);
        await told.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Feed_OfAnEndedCapture_StaysUntilOthersEnded()
    {
        for (var i = 0; i < 7; i++)
        {
            var feed = _traffic.Open($"run {i}", _ledger);
            await feed.WriteAsync(Records.Requests(1), Token);
            await feed.CompleteAsync(Token);
        }

        Assert.Equal(0, _traffic.Latest("run 0", TrafficQuery.Everything, 1).Total);
        Assert.Equal(1, _traffic.Latest("run 6", TrafficQuery.Everything, 1).Total);
    }
}
