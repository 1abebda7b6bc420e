using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

/// <summary>Replays to a real server that speaks TLS (spec §5.1; §13 check 87).</summary>
public class HttpTlsTests
{
    private readonly HttpReplay _replay = new();

    [Theory]
    [InlineData("localhost")]
    [InlineData("elsewhere.test")]
    public async Task Write_CertificateThatIsNotTrusted_FailsUnlessVerificationIsSkipped(string name)
    {
        using var folder = new TempFolder();
        await using var nginx = await NginxServer.StartAsync(
            certificate: await CertificateFiles.CreateAsync(folder, name), cancellationToken: TestContext.Current.CancellationToken);
        var plan = new HttpOutputPlan { Url = nginx.Url.ToString(), Connections = 2 };
        var refused = await _replay.RunAsync(plan, Records.Requests(3));
        Assert.Equal(3, refused.ByFailure[LedgerReason.TlsFailed]);
        Assert.Contains("certificate", _replay.Results.InOrder[0].FailureDetail, StringComparison.Ordinal);
        Assert.Empty(nginx.Requests);

        var accepted = await _replay.RunAsync(plan with { SkipVerify = true }, Records.Requests(20));
        Assert.Equal(20, accepted.ByStatus[200]);
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"GET /{i} 200 localhost:{nginx.Port} localhost").Order(), (await nginx.RequestsAsync(20)).Order());
    }
}
