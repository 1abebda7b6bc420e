using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Security;

namespace TapeDeck.Server.Api;

/// <summary>
/// Limits of each caller of the API, a token or a signed-in browser: a bucket of requests that fills up again, and requests under way at the same time. The answers say
/// what is left of the bucket in <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers, ADR 28). Queries are given up after a time.
/// </summary>
internal static class ApiLimits
{
    private const string Queries = "queries";

    public static IServiceCollection AddApiLimits(this IServiceCollection services, ApiLimitOptions options)
    {
        var limits = new CallerLimits(options);
        services.AddSingleton(limits);
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = limits.All;
            limiter.OnRejected = (refused, _) => new ValueTask(RefuseAsync(refused, options));
        });
        return services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(Queries, new RequestTimeoutPolicy
        {
            Timeout = options.QueryTimeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => ApiProblems.QueryTimeout(options.QueryTimeout).ExecuteAsync(context),
        }));
    }

    /// <summary>After it is known who asks.</summary>
    public static void UseApiLimits(this IApplicationBuilder app) => app.Use(TellAsync).UseRateLimiter().UseRequestTimeouts();

    /// <summary>Gives an endpoint up when it takes too long; what it asked of an index or file is stopped.</summary>
    public static RouteHandlerBuilder WithQueryTimeout(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithRequestTimeout(Queries);
        return endpoint.WithProblems(StatusCodes.Status504GatewayTimeout);
    }

    private static Task TellAsync(HttpContext context, RequestDelegate next)
    {
        if (CallerLimits.IsLimited(context))
        {
            context.Response.OnStarting(() =>
            {
                context.RequestServices.GetRequiredService<CallerLimits>().Tell(context);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    private static Task RefuseAsync(OnRejectedContext refused, ApiLimitOptions options)
    {
        // Only the bucket knows when there is room again; how long the requests under way take nobody knows.
        var isRate = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        var seconds = isRate ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        refused.HttpContext.Response.Headers.RetryAfter = FormattableString.Invariant($"{seconds}");
        return ApiProblems.TooMany(isRate
            ? $"More than {options.Burst} requests at once, or {options.RequestsPerSecond} a second. Wait {seconds} s."
            : $"{options.Concurrent} requests are under way. Wait until one of them has ended.").ExecuteAsync(refused.HttpContext);
    }
}

/// <summary>The limits of all callers.</summary>
internal sealed class CallerLimits : IDisposable
{
    private readonly ApiLimitOptions _options;
    private readonly PartitionedRateLimiter<HttpContext> _rate;
    private readonly PartitionedRateLimiter<HttpContext> _concurrency;

    public CallerLimits(ApiLimitOptions options)
    {
        _options = options;
        _rate = PerCaller(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = options.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));
        _concurrency = PerCaller(caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Concurrent }));
        All = PartitionedRateLimiter.CreateChained(_concurrency, _rate); // in this order: what finds no room costs nothing
    }

    public PartitionedRateLimiter<HttpContext> All { get; }

    /// <summary>Pages and their assets are not: what they cost is bounded otherwise.</summary>
    public static bool IsLimited(HttpContext context) => context.Request.Path.StartsWithSegments(ApiSetup.Base, StringComparison.OrdinalIgnoreCase) && CallerOf(context) is not null;

    /// <summary>Writes what is left to the headers of the answer.</summary>
    public void Tell(HttpContext context)
    {
        var left = _rate.GetStatistics(context)?.CurrentAvailablePermits ?? _options.Burst;
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = FormattableString.Invariant($"\"requests\";q={_options.Burst};w={SecondsFor(_options.Burst)}, \"concurrency\";q={_options.Concurrent};qu=\"concurrent-requests\"");
        headers["RateLimit"] = FormattableString.Invariant($"\"requests\";r={left};t={SecondsFor(_options.Burst - left)}");
    }

    public void Dispose()
    {
        All.Dispose();
        _rate.Dispose();
        _concurrency.Dispose();
    }

    private static string? CallerOf(HttpContext context) => OpenRequests.IdOf(context.User);

    private static PartitionedRateLimiter<HttpContext> PerCaller(Func<string, RateLimitPartition<string>> partition) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => IsLimited(context) ? partition(CallerOf(context)!) : RateLimitPartition.GetNoLimiter(""));

    /// <summary>How long the bucket takes for so many requests.</summary>
    private long SecondsFor(long requests) => (requests + _options.RequestsPerSecond - 1) / _options.RequestsPerSecond;
}
