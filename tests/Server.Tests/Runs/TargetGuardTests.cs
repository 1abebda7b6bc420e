using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Tests.Runs;

public sealed class TargetGuardTests
{
    private const int OwnPort = 5080;

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("169.254.10.1:80")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9.0xfe.0xa9.0xfe/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://0.0.0.0:9000/")]
    [InlineData("http://[::]:9000/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://127.0.0.1:5080/api/v1/tokens")]
    [InlineData("http://localhost:5080/")]
    [InlineData("http://[::1]:5080/")]
    [InlineData("http://127.9.9.9:5080/")]
    [InlineData("http://no-such-name.invalid/")]
    public async Task Check_TargetNobodyMeans_IsRefusedAtItsField(string url)
    {
        var fault = Assert.Single(await CheckAsync(url));
        Assert.Equal("/outputs/1/url", fault.Path);
        Assert.NotEmpty(fault.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000")]
    [InlineData("localhost:9000")]
    [InlineData("http://10.1.2.3")]
    [InlineData("https://[2001:db8::1]:8443/path")]
    [InlineData("not a url at all")]
    public async Task Check_OrdinaryTarget_Passes(string url) => Assert.Empty(await CheckAsync(url));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.169.254:80")]
    public async Task Check_TargetOnTheAllowList_Passes(string allowed) => Assert.Empty(await CheckAsync("http://169.254.169.254/", allowed));

    [Fact]
    public async Task Check_TargetsOfOutputsOfEveryKind_AreJudgedAtTheirFields()
    {
        const string Secret = "169.254.169.254:80";
        var plan = new Plan
        {
            Outputs =
            [
                new HttpOutputPlan { Url = "127.0.0.1:9000", Elasticsearch = new ElasticsearchPlan { Url = $"{Secret}/gor" } },
                new BinaryOutputPlan { Address = Secret },
                new TcpOutputPlan { Address = Secret },
                new WebSocketOutputPlan { Url = $"ws://{Secret}/" },
            ],
        };
        var faults = await Guard().CheckAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal(["/outputs/0/elasticsearch/url", "/outputs/1/address", "/outputs/2/address", "/outputs/3/url"], faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("harmless.example", 80, "169.254.169.254", false)]
    [InlineData("harmless.example", 80, "::ffff:169.254.169.254", false)]
    [InlineData("harmless.example", OwnPort, "127.0.0.1", false)]
    [InlineData("::1", OwnPort, "::1", false)]
    [InlineData("harmless.example", 80, "127.0.0.1", true)]
    [InlineData("meant.example", 80, "169.254.169.254", true)]
    public void Objection_AddressAboutToBeConnectedTo_IsJudgedWhateverItsName(string host, int port, string address, bool passes) =>
        Assert.Equal(passes, Guard("meant.example").Objection(host, port, IPAddress.Parse(address)) is null);

    private static TargetGuard Guard(params string[] allowed) => new(new ServerOptions { AllowedTargets = allowed }, new ListeningServer());

    private static Task<IReadOnlyList<PlanFault>> CheckAsync(string url, params string[] allowed) => Guard(allowed).CheckAsync(
        new Plan { Outputs = [new NullOutputPlan(), new HttpOutputPlan { Url = url }] }, TestContext.Current.CancellationToken);

    private sealed class ListeningServer : IServer, IServerAddressesFeature
    {
        public ListeningServer() => Features.Set<IServerAddressesFeature>(this);

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public ICollection<string> Addresses { get; } = [$"http://127.0.0.1:{OwnPort}"];

        public bool PreferHostingUrls { get; set; }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
