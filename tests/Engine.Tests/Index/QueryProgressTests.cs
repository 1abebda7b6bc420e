using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class QueryProgressTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<double> _told = [];
    private readonly IndexDatabase _database;

    public QueryProgressTests() => _database = IndexDatabase.Open(_folder.File("some.duckdb"), RecordingTables.Schema);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_AQueryThatGoesOn_TellsHowFarItIsUntilDisposed()
    {
        using var connection = _database.Connect();
        connection.Execute("CREATE TABLE number AS SELECT range AS n FROM range(300000)");
        using var enough = new CancellationTokenSource();
        using (QueryProgress.Of(connection, new Told(_told), _time))
        {
            var query = Task.Run(() => connection.Query(SqlText.Of("SELECT count(*) FROM number a, number b WHERE a.n * b.n % 7 = 3"), reader => reader.GetValue(0), enough.Token), TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(250));
                return Task.FromResult(_told.Count > 2);
            });
            await enough.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        }

        Assert.All(_told, fraction => Assert.InRange(fraction, 0, 1));
        var before = _told.Count;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(before, _told.Count);
    }

    [Fact]
    public void Of_Nobody_IsNothing() => Assert.Null(QueryProgress.Of(null!, null, _time));

    [Fact]
    public void Read_CancelledWhileRowsAreLookedAt_EndsThere()
    {
        using var connection = _database.Connect();
        using var stop = new CancellationTokenSource();
        var looked = 0;
        Assert.Throws<OperationCanceledException>(() => connection.Read(
            SqlText.Of("SELECT range FROM range(100000)"),
            _ =>
            {
                looked++;
                stop.Cancel();
            },
            stop.Token));
        Assert.Equal(1, looked);
    }

    /// <summary>Told at once, on the thread that tells.</summary>
    private sealed class Told(List<double> told) : IProgress<double>
    {
        public void Report(double value) => told.Add(value);
    }
}
