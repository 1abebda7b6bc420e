namespace TapeDeck.Engine.Index;

/// <summary>
/// Joins requests with responses by id and puts the exchanges in order of time, as far as a window of rows reaches. What lies further
/// apart is not lost: it goes to the writer as an update or as a stray and is brought together when the index is settled.
/// </summary>
internal sealed class ExchangeJoiner(IExchangeRows rows, ExchangeRowPool pool, int window = ExchangeJoiner.DefaultWindow)
{
    private const int DefaultWindow = 16 << 10;

    private readonly List<ExchangeRow> _pending = new(2 * window);
    private readonly WaitingRows _requests = new(4 * window);
    private readonly WaitingRows _responses = new(window / 2);
    private readonly UnansweredIds _unanswered = new();
    private bool _isSorted = true;

    /// <summary>Puts a request or a response into an empty row and takes that in.</summary>
    public void Add(ExchangeRow row, Record record, RecordLocation location)
    {
        row.Set(record, location);
        if (record.Kind == RecordKind.Request)
        {
            AddRequest(row);
        }
        else
        {
            AddResponse(row);
        }
    }

    private void AddRequest(ExchangeRow request)
    {
        if (_responses.TryTake(request.Id, out var early))
        {
            request.Take(early);
            pool.Return(early);
        }
        else if (_requests.Add(request) is { } unanswered)
        {
            _unanswered.Add(unanswered.Id);
            pool.ReturnIfDone(unanswered);
        }

        AddPending(request);
    }

    private void AddResponse(ExchangeRow response)
    {
        if (!_requests.TryTake(response.Id, out var request))
        {
            if (_responses.Add(response) is { } unasked)
            {
                AddAlone(unasked);
            }

            return;
        }

        request.Take(response);
        pool.Return(response);
        if (request.IsWritten)
        {
            rows.Update(request);
            pool.Return(request);
        }
    }

    /// <summary>Hands over everything. Requests still wait for their responses, which become updates.</summary>
    public void Flush()
    {
        Emit(_pending.Count);
        while (_responses.TakeOldest() is { } unasked)
        {
            rows.Stray(unasked);
            pool.Return(unasked);
        }
    }

    /// <summary>A response without a request nearby takes its place in time, unless a request further back may be its own.</summary>
    private void AddAlone(ExchangeRow response)
    {
        if (_unanswered.MayHold(response.Id))
        {
            rows.Stray(response);
            pool.Return(response);
        }
        else
        {
            AddPending(response);
        }
    }

    private void AddPending(ExchangeRow row)
    {
        _isSorted &= _pending.Count == 0 || row.Timestamp >= _pending[^1].Timestamp;
        _pending.Add(row);
        if (_pending.Count == 2 * window)
        {
            Emit(window);
        }
    }

    private void Emit(int count)
    {
        SortPending();
        foreach (var row in _pending.Take(count))
        {
            rows.Append(row);
            pool.ReturnIfDone(row);
        }

        _pending.RemoveRange(0, count);
    }

    private void SortPending()
    {
        if (!_isSorted)
        {
            var sorted = _pending.OrderBy(row => row.Timestamp).ToArray(); // stable: equal times keep their order in the file
            _pending.Clear();
            _pending.AddRange(sorted);
            _isSorted = true;
        }
    }
}
