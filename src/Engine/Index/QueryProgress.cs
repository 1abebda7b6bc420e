using DuckDB.NET.Data;

namespace TapeDeck.Engine.Index;

/// <summary>Tells, while this lives, how far the queries of a connection are: each from 0 to 1, a few times a second, from a thread of its own.</summary>
internal sealed class QueryProgress : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly DuckDBConnection _connection;
    private readonly IProgress<double> _told;
    private readonly ITimer _timer;
    private bool _isOver;

    private QueryProgress(DuckDBConnection connection, IProgress<double> told, TimeProvider time)
    {
        (_connection, _told) = (connection, told);
        connection.Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false");
        _timer = time.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    /// <summary>Begins to watch; null when nobody wants to know.</summary>
    public static QueryProgress? Of(DuckDBConnection connection, IProgress<double>? told, TimeProvider time) => told is null ? null : new QueryProgress(connection, told, time);

    /// <summary>Nothing is told and the connection is left alone once this returns.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isOver = true;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (!_isOver && _connection.GetQueryProgress().Percentage is >= 0 and var percent)
            {
                _told.Report(Math.Min(1, percent / 100));
            }
        }
    }
}
