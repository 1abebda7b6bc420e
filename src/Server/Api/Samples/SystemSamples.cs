using TapeDeck.Client.Ports;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Api.Samples;

/// <summary>The server itself, and what programs sign in with.</summary>
internal static class SystemSamples
{
    private static readonly ApiTokenView s_token = new("d6e5f4a3b2c14d0e9f8a7b6c5d4e3f21", "nightly job", SampleValues.Begin, SampleValues.Begin.AddDays(30), null);

    public static void AddTo(SampleSet set)
    {
        set.Add(s_token with { LastUsedAt = SampleValues.After(300) });
        set.Add(new NewApiToken(s_token, "td_…"));
        set.Add(new VersionResource(About.Version, ".NET 10.0 on Linux", "v1"));
        set.Add(new CaptureRights([new InterfaceView("lo", null, ["127.0.0.1", "::1"], IsUp: true, IsLoopback: true)], null));
    }
}
