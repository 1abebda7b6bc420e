using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>Made-up traffic to try an output with (spec §2.2, <c>--input-dummy</c>): at each tick a request and its response, under an id of their own.</summary>
public sealed class DummyInput : IRecordInput
{
    private const int IdBytes = 12;

    private static readonly byte[] s_request =
        Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: www.w3.org\r\nUser-Agent: TapeDeck\r\nAccept-Encoding: gzip\r\n\r\n");

    private static readonly byte[] s_response = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    private readonly TimeSpan _interval;
    private readonly LedgerAccount _sources;
    private readonly TimeProvider _time;

    private DummyInput(TimeSpan interval, LedgerAccount sources, TimeProvider time) => (_interval, _sources, _time) = (interval, sources, time);

    /// <inheritdoc/>
    public string Name => "dummy";

    /// <summary>An input that is ready to make traffic. <see cref="PlanException"/>, with paths relative to the input's plan, when its interval is not above 0.</summary>
    public static DummyInput Open(DummyInputPlan plan, LedgerAccount sources, TimeProvider time) => plan.Interval > TimeSpan.Zero
        ? new DummyInput(plan.Interval, sources, time)
        : throw new PlanException([new PlanFault("/interval", "The time from one request to the next must be above 0.")]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<Record>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await WaitAsync(timer, stop).ConfigureAwait(false))
        {
            _sources.Seen(2);
            _sources.Delivered(2);
            yield return Exchange();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Record[] Exchange()
    {
        var id = new RecordId(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true)));
        var now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return
        [
            new Record { Kind = RecordKind.Request, Id = id, Timestamp = now, Latency = -1, Payload = s_request },
            new Record { Kind = RecordKind.Response, Id = id, Timestamp = now + 1, Latency = 1, Payload = s_response },
        ];
    }
}
