using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;

namespace TapeDeck.Engine.Pipeline;

/// <summary>An HTTP output that writes its requests and sends none. Serves one reader.</summary>
/// <param name="number">The output's position in the plan.</param>
/// <param name="route">Where it would send.</param>
/// <param name="keepsHost">As of the output.</param>
/// <param name="most">How many requests of each input are kept.</param>
internal sealed class RehearsedOutput(int number, ReplayRoute route, bool keepsHost, int most)
{
    /// <summary>So much of a request is kept.</summary>
    private const int KeptBytes = 64 << 10;

    private readonly RequestWriter _writer = new(route, keepsHost);
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
        if (_writer.Write(request) is { } reason)
        {
            _unsendable[reason] = _unsendable.GetValueOrDefault(reason) + 1;
            return;
        }

        Count(_writer.Method);
        if (!HasEnough(input))
        {
            _kept[input] = _kept.GetValueOrDefault(input) + 1;
            var due = TimeSpan.FromTicks(request.DueTimestamp / TimeSpan.NanosecondsPerTick);
            _first.Add(new RehearsedRequest(input.Recorded(request), Beginning(), _writer.Head.Length + (long)_writer.Body.Length, due));
        }
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

    private byte[] Beginning()
    {
        var head = _writer.Head.Span[..Math.Min(KeptBytes, _writer.Head.Length)];
        return [.. head, .. _writer.Body.Span[..Math.Min(KeptBytes - head.Length, _writer.Body.Length)]];
    }
}
