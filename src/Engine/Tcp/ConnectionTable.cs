namespace TapeDeck.Engine.Tcp;

/// <summary>
/// All connections by their ends, in the order of their last use, with what they cost together. The connections themselves are the links
/// of both orders: looking one up is the first thing that happens to every segment.
/// </summary>
internal sealed class ConnectionTable
{
    private TcpConnection?[] _chains = new TcpConnection?[256];
    private TcpConnection? _newest;

    /// <summary>The connection that was used longest ago.</summary>
    public TcpConnection? Oldest { get; private set; }

    /// <summary>Bytes that all connections cost, as far as they were counted.</summary>
    public long Cost { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The connection with these ends.</summary>
    public TcpConnection? Find(in FlowKey key)
    {
        if (_newest is not null && _newest.Key.Equals(key))
        {
            return _newest;
        }

        var connection = ChainOf(key);
        while (connection is not null && !connection.Key.Equals(key))
        {
            connection = connection.NextInChain;
        }

        return connection;
    }

    /// <summary>Adds a connection, of which the ends are not in the table, as the newest.</summary>
    public void Add(TcpConnection connection)
    {
        if (Count++ == _chains.Length)
        {
            Grow();
        }

        Link(connection);
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
        ref var link = ref ChainOf(connection.Key);
        while (link != connection)
        {
            link = ref link!.NextInChain;
        }

        link = connection.NextInChain;
        Count--;
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

    private ref TcpConnection? ChainOf(in FlowKey key) => ref _chains[key.GetHashCode() & (_chains.Length - 1)];

    private void Link(TcpConnection connection)
    {
        ref var chain = ref ChainOf(connection.Key);
        connection.NextInChain = chain;
        chain = connection;
    }

    private void Grow()
    {
        _chains = new TcpConnection?[2 * _chains.Length];
        for (var connection = Oldest; connection is not null; connection = connection.Newer)
        {
            Link(connection);
        }
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
