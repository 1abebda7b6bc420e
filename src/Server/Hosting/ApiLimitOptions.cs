namespace TapeDeck.Server.Hosting;

/// <summary>How much of the API one token, or one browser that is signed in, may use.</summary>
public sealed class ApiLimitOptions
{
    /// <summary>Requests a second that are answered for as long as it likes.</summary>
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that may come at once, after a rest.</summary>
    public int Burst { get; set; } = 10_000;

    /// <summary>Requests that may be under way at the same time, event streams and transfers among them.</summary>
    public int Concurrent { get; set; } = 500;

    /// <summary>How long a query may take before it is given up.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
