using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Replay;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Replay;

public class TargetStreamTests
{
    [Fact]
    public async Task IsReadable_DisposedByAnotherThread_IsAnAnswerAndNoFault()
    {
        await using var target = ScriptedTarget.Plain();
        Assert.True(ReplayTarget.TryParse(target.Address, out var address, out _));
        using var stream = new TargetStream(new ReplayRoute(address, null), skipVerify: false, new ReplayOptions { Ledger = new Ledger(), Name = "test" });
        Assert.Null(await stream.OpenAsync());
        Assert.False(stream.IsReadable);
        stream.Dispose();
        Assert.True(stream.IsReadable);
    }
}
