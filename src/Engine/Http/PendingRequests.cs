using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Http;

/// <summary>
/// The unanswered requests of a connection, and which of them a response belongs to. Responses come in the order of the requests (RFC 9112 §9.3.2),
/// so they are counted off; where bytes are missing counting is no good, and only matching sequence numbers prove a pair.
/// </summary>
internal sealed class PendingRequests
{
    private const int Most = 256;

    private readonly Queue<PendingRequest> _queue = new();

    /// <summary>Whether every response before the next one was seen, or the last one was proved.</summary>
    public bool IsCounted { get; set; } = true;

    /// <summary>Adds a request; the oldest gives way when nobody answers.</summary>
    public void Add(PendingRequest request)
    {
        _queue.Enqueue(request);
        if (_queue.Count > Most)
        {
            _queue.Dequeue();
            _queue.Peek().Follows = false;
        }
    }

    /// <summary>The request that a response beginning at <paramref name="response"/> answers; null when none does.</summary>
    public PendingRequest? Match(in SegmentMark response)
    {
        if (IsCounted && _queue.TryPeek(out var next) && next.Follows)
        {
            // Nobody answers what he has not received the beginning of.
            return SequenceNumber.Distance(response.Acknowledgment, next.First.Sequence) > 0 ? next : null;
        }

        foreach (var request in _queue)
        {
            if (IsProved(request, response))
            {
                SkipTo(request);
                IsCounted = true;
                request.Follows = true;
                return request;
            }
        }

        return null;
    }

    /// <summary>Whether sequence numbers prove that this is the beginning of the response to one of the requests.</summary>
    public bool Proves(in SegmentMark response)
    {
        foreach (var request in _queue)
        {
            if (IsProved(request, response))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The response of a request is over: it and those before it are no longer waiting.</summary>
    public void Remove(PendingRequest request)
    {
        if (_queue.Contains(request))
        {
            SkipTo(request);
            _queue.Dequeue();
        }
    }

    private static bool IsProved(PendingRequest request, in SegmentMark response) =>
        response.Sequence == request.First.Acknowledgment || response.Acknowledgment == request.End;

    private void SkipTo(PendingRequest request)
    {
        while (_queue.TryPeek(out var first) && first != request)
        {
            _queue.Dequeue();
        }
    }
}
