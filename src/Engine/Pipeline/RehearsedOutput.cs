using System.Buffers;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline;

/// <summary>An output that has its requests ready and sends none. Serves one reader.</summary>
/// <param name="number">The output's position in the plan.</param>
/// <param name="route">Where it would send.</param>
/// <param name="writer">What writes its requests; null when they are sent as they are.</param>
/// <param name="most">How many requests of each input are kept.</param>
internal sealed class RehearsedOutput(int number, ReplayRoute route, RequestWriter? writer, int most)
{
    /// <summary>So much of a request is kept.</summary>
    private const int KeptBytes = 64 << 10;

    private readonly List<(byte[] Method, long Count)> _methods = [];
    private readonly Dictionary<LedgerReason, long> _unsendable = [];
    private readonly List<RehearsedRequest> _first = [];
    private readonly Dictionary<RehearsedInput, int> _kept = [];

    /// <summary>Whether enough requests of an input were kept.</summary>
    public bool HasEnough(RehearsedInput input) => _kept.GetValueOrDefault(input) >= most;

    /// <summary>Takes what the input's records came to.</summary>
    public void Take(ReadOnlySpan<Record> records, RehearsedInput input)
    {
        foreach (var record in records)
        {
            if (record.Kind == RecordKind.Request)
            {
                Take(record, input);
            }
        }
    }

    public RehearsedTarget Snapshot() => new()
    {
        Output = number,
        Server = route.Target.ToString(),
        Proxy = route.Proxy?.ToString(),
        Methods = _methods.ToDictionary(each => Encoding.Latin1.GetString(each.Method), each => each.Count),
        Unsendable = new Dictionary<LedgerReason, long>(_unsendable),
        First = [.. _first.OrderBy(request => request.Due).Take(most)],
    };

    private void Take(Record request, RehearsedInput input)
    {
        var reason = writer is not null ? writer.Write(request) : (request.Flags & RecordFlags.Truncated) != 0 ? LedgerReason.TooLarge : (LedgerReason?)null;
        if (reason is { } unsendable)
        {
            _unsendable[unsendable] = _unsendable.GetValueOrDefault(unsendable) + 1;
            return;
        }

        Count(writer is not null ? writer.Method : MethodOf(request.Payload.Span));
        if (!HasEnough(input))
        {
            _kept[input] = _kept.GetValueOrDefault(input) + 1;
            var due = TimeSpan.FromTicks(request.DueTimestamp / TimeSpan.NanosecondsPerTick);
            var (head, body) = writer is not null ? (writer.Head, writer.Body) : (request.Payload, default);
            _first.Add(new RehearsedRequest(input.Recorded(request), Beginning(head.Span, body.Span), head.Length + (long)body.Length, due));
        }
    }

    /// <summary>What stands in front of the first blank; nothing when that is no HTTP.</summary>
    private static ReadOnlySpan<byte> MethodOf(ReadOnlySpan<byte> payload)
    {
        var scanner = HttpMessageScanner.ForRequests();
        return scanner.Scan(payload, out _) != OperationStatus.InvalidData && scanner.HeadLength > 0 ? payload[..scanner.MethodLength] : [];
    }

    private static byte[] Beginning(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var kept = head[..Math.Min(KeptBytes, head.Length)];
        return [.. kept, .. body[..Math.Min(KeptBytes - kept.Length, body.Length)]];
    }

    private void Count(ReadOnlySpan<byte> method)
    {
        for (var i = 0; i < _methods.Count; i++)
        {
            if (method.SequenceEqual(_methods[i].Method))
            {
                _methods[i] = _methods[i] with { Count = _methods[i].Count + 1 };
                return;
            }
        }

        _methods.Add((method.ToArray(), 1));
    }
}
