using Microsoft.Extensions.Time.Testing;
using TapeDeck.Server.Cli;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Cli;

public sealed class StopSignalsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StopSignals _signals;
    private int _stops;

    public StopSignalsTests() => _signals = new StopSignals(() => _stops++, _time);

    public void Dispose() => _signals.Dispose();

    [Fact]
    public void Take_SignalsAtOnce_StopOnceAndEndNothing()
    {
        Assert.True(_signals.Take());
        Assert.True(_signals.Take());
        _time.Advance(StopSignals.Moment - TimeSpan.FromTicks(1));
        Assert.True(_signals.Take());
        Assert.Equal(1, _stops);
    }

    [Fact]
    public void Take_AnotherAfterAMoment_EndsTheProcess()
    {
        Assert.True(_signals.Take());
        _time.Advance(StopSignals.Moment);
        Assert.False(_signals.Take());
        Assert.Equal(1, _stops);
    }

    [Fact]
    public async Task Run_SignalledTwiceAtOnce_EndsInOrder()
    {
        var recording = SharedData.Path("golden", "recordings", "append.gor");
        await using var run = ToolProcess.Start(ToolProcess.TapeDeck, "--input-file", recording, "--input-file-loop", "--output-stdout");
        await run.WaitUntilAsync(() => run.Output.Length > 0, "the first record");
        await Task.WhenAll(run.SignalAsync("INT"), run.SignalAsync("TERM"));
        Assert.Equal(0, await run.WaitForExitAsync());
        Assert.Contains("stopped after", run.Error, StringComparison.Ordinal);
    }
}
