using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Interfaces of an imaginary machine.</summary>
public sealed class FakeInterfaces : ICaptureInterfaces
{
    public CaptureRights Rights { get; set; } = new(
        [
            new InterfaceView("eth0", "Uplink", ["192.0.2.14", "2001:db8::14"], true, false),
            new InterfaceView("lo", null, ["127.0.0.1", "::1"], true, true),
            new InterfaceView("docker0", null, ["172.17.0.1"], false, false),
        ],
        null);

    public Task<CaptureRights> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Rights);
}

/// <summary>Tokens in memory.</summary>
public sealed class FakeTokens : IApiTokens
{
    private static readonly DateTimeOffset s_made = DateTimeOffset.UnixEpoch.AddTicks(SampleTraffic.Start / 100);

    public List<ApiTokenView> Tokens { get; } = [];

    public static ApiTokenView Token(string id, string name) => new(id, name, s_made, s_made.AddDays(90), s_made.AddDays(2));

    public Task<IReadOnlyList<ApiTokenView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ApiTokenView>>([.. Tokens]);

    public Task<Answer<NewApiToken>> CreateAsync(string name, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        if (Tokens.Exists(token => token.Name == name))
        {
            return Task.FromResult(Answer<NewApiToken>.Refused($"There is a token named ‘{name}’ already."));
        }

        var token = Token($"t{Tokens.Count + 1}", name) with { ExpiresAt = lifetime is { } days ? s_made + days : null, LastUsedAt = null };
        Tokens.Add(token);
        return Task.FromResult(Answer<NewApiToken>.Of(new NewApiToken(token, "td_7Qm2ZpV4xN8sKc1RtB6yHwJd3LfGa9Ue")));
    }

    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Tokens.RemoveAll(token => token.Id == id) > 0);
}

/// <summary>Fixed facts about the program.</summary>
public sealed class FakeAbout : IAbout
{
    public AboutView Get() => new("0.1.0", ".NET 10.0.12", "/var/lib/tapedeck", 2_140_000_000, 48_200_000_000);
}
