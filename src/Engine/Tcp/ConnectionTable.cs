namespace TapeDeck.Engine.Tcp;

/// <summary>All connections by their ends, in the order of their last use, with what they cost together.</summary>
internal sealed class ConnectionTable
{
    private readonly Dictionary<FlowKey, TcpConnection> _connections = [];
    private TcpConnection? _newest;

    /// <summary>The connection that was used longest ago.</summary>
    public TcpConnection? Oldest { get; private set; }

    /// <summary>Bytes that all connections cost, as far as they were counted.</summary>
    public long Cost { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    /// <summary>The connection with these ends.</summary>
    public TcpConnection? Find(in FlowKey key) =>
        _newest is not null && _newest.Key == key ? _newest : _connections.GetValueOrDefault(key);

    /// <summary>Adds a connection as the newest.</summary>
    public void Add(TcpConnection connection)
    {
        _connections.Add(connection.Key, connection);
        Append(connection);
        Recount(connection);
    }

    /// <summary>Makes a connection the newest and counts what it costs now.</summary>
    public void Touch(TcpConnection connection)
    {
        if (connection != _newest)
        {
            Unlink(connection);
            Append(connection);
        }

        Recount(connection);
    }

    /// <summary>Takes a connection out.</summary>
    public void Remove(TcpConnection connection)
    {
        _connections.Remove(connection.Key);
        Unlink(connection);
        Cost -= connection.CountedCost;
        connection.IsForgotten = true;
    }

    /// <summary>Counts what a connection costs now.</summary>
    public void Recount(TcpConnection connection)
    {
        var cost = connection.Cost;
        Cost += cost - connection.CountedCost;
        connection.CountedCost = cost;
    }

    private void Append(TcpConnection connection)
    {
        connection.Older = _newest;
        connection.Newer = null;
        if (_newest is not null)
        {
            _newest.Newer = connection;
        }

        _newest = connection;
        Oldest ??= connection;
    }

    private void Unlink(TcpConnection connection)
    {
        if (connection.Older is not null)
        {
            connection.Older.Newer = connection.Newer;
        }
        else
        {
            Oldest = connection.Newer;
        }

        if (connection.Newer is not null)
        {
            connection.Newer.Older = connection.Older;
        }
        else
        {
            _newest = connection.Older;
        }
    }
}
