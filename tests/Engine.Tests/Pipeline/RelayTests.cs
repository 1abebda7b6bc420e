using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline;

/// <summary>Two runs that talk to each other: what one sends the other receives.</summary>
public sealed class RelayTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Relay_TenThousandRecords_EachArrivesOnceByteForByte(bool secure)
    {
        using var certificates = secure ? await TestCertificates.CreateAsync() : null;
        var records = MakeRecords(10_000);
        var port = FreePort.Next();
        await using var receiver = await ReceiveAsync(port, "in.gor", certificates);
        await using var sender = await SendAsync(records, new TcpOutputPlan { Address = $"localhost:{port}", Secure = secure, SkipVerify = secure });
        await sender.Completion;
        await receiver.StopAsync();

        Assert.Equal((RunState.Completed, RunState.Stopped), (sender.State, receiver.State));
        Assert.Equal(records.Select(Text).Order(), GorText.ReadFile(_folder.File("in.gor")).Records.Select(Text).Order());
        AssertBalanced(sender, receiver);
        Assert.Equal(10_000, Delivered(sender));
        Assert.Contains(receiver.Notes, note => note.Contains($":{port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Relay_ReceiverIsStoppedAndStartedAgain_LosesNothing()
    {
        var records = MakeRecords(20_000);
        var port = FreePort.Next();
        var first = await ReceiveAsync(port, "first.gor");
        await using var sender = await SendAsync(records, new TcpOutputPlan { Address = $"127.0.0.1:{port}" });
        await Eventually.HoldsAsync(() => first.Progress().Requests >= 2000);

        await first.StopAsync();
        await first.DisposeAsync();
        await using var second = await ReceiveAsync(port, "second.gor");
        await sender.Completion;
        await second.StopAsync();

        var arrived = new[] { "first.gor", "second.gor" }.Select(name => _folder.File(name)).Where(File.Exists).SelectMany(file => GorText.ReadFile(file).Records); // all may be at the first
        Assert.Equal(records.Select(Text).Order(), arrived.Select(Text).Order());
        AssertBalanced(sender, first, second);
        Assert.Equal(20_000, Delivered(sender));
    }

    private static long Delivered(Run run) => run.Ledger.Snapshot().Single(entry => entry.Name == "output 1").Delivered;

    private static Record[] MakeRecords(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i % 3 == 2 ? Records.Response(i, body: $"\n\n{i}\0ÿ" + new string('x', i % 500)) : Records.Request(i, $"/{i}", i))];

    private static string Text(Record record) => Convert.ToHexString(GorText.Write([record]));

    private static void AssertBalanced(params Run[] runs) =>
        Assert.All(runs.SelectMany(run => run.Ledger.Snapshot()), entry => Assert.Equal((0, 0), (entry.InFlight, entry.TotalDropped)));

    private async Task<Run> ReceiveAsync(int port, string file, TestCertificates? certificates = null)
    {
        var run = await Run.CreateAsync(
            new Plan
            {
                Inputs = [new TcpInputPlan { Address = $":{port}", Certificate = certificates is null ? null : new CertificatePlan(certificates.ServerFile, certificates.ServerKeyFile) }],
                Outputs = [new FileOutputPlan { Path = _folder.File(file), Append = true }],
            },
            new RunOptions());
        run.Start();
        return run;
    }

    private async Task<Run> SendAsync(Record[] records, TcpOutputPlan output)
    {
        await File.WriteAllBytesAsync(_folder.File("out.gor"), GorText.Write(records), Token);
        var plan = new Plan { Inputs = [new FileInputPlan { Files = [_folder.File("out.gor")], Speed = ReplaySpeed.Max }], Outputs = [output] };
        var run = await Run.CreateAsync(plan, new RunOptions());
        run.Start();
        return run;
    }
}
