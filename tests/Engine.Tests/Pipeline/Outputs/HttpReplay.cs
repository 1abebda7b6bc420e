using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Replay;
using TapeDeck.Engine.Runs;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>An HTTP output under test with its accounts and results, fed as the queue in front of it does.</summary>
internal sealed class HttpReplay
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public HttpReplay() => Options = new ReplayOptions { Ledger = new Ledger(), Name = "http test", Results = Results };

    public ReplayOptions Options { get; set; }

    public CollectedResults Results { get; } = new();

    public LedgerAccount Account => Options.Ledger.Account(Options.Name);

    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public static Record Request(string payload, int number = 0) =>
        Records.Request(number) with { Payload = System.Text.Encoding.Latin1.GetBytes(payload) };

    public static async Task WaitUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public HttpOutput Open(HttpOutputPlan plan) => HttpOutput.Open(plan, Options);

    public Task WriteAsync(ReplayOutput output, params Record[] records) => WriteUntilAsync(output, records, TestContext.Current.CancellationToken);

    /// <summary>Counts records as the queue in front of an output does.</summary>
    public async Task WriteUntilAsync(ReplayOutput output, Record[] records, CancellationToken cancellationToken)
    {
        Account.Seen(records.Length);
        await output.WriteAsync(records, cancellationToken);
    }

    /// <summary>Replays while the clock stands still, until every request but those that are never answered was; then their time is up.</summary>
    /// <param name="plan">Its time limit is what passes.</param>
    /// <param name="isWaiting">Whether what is left is under way.</param>
    /// <param name="records">What to send.</param>
    public async Task<ReplayProgress> RunOutOfTimeAsync(HttpOutputPlan plan, Func<bool> isWaiting, params Record[] records)
    {
        var time = new FakeTimeProvider();
        Options = Options with { Time = time };
        var run = RunAsync(plan, records);
        await Eventually.HoldsAsync(() => run.IsCompleted || isWaiting());
        time.Advance(plan.Timeout);
        return await run;
    }

    public async Task<ReplayProgress> RunAsync(HttpOutputPlan plan, params Record[] records)
    {
        await using var output = Open(plan);
        await WriteAsync(output, records);
        await output.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Account.Snapshot().InFlight);
        return output.Progress;
    }
}
