using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>What a replay will send, in sentences: how many requests, where, how fast, and what they may do there.</summary>
public static class ForecastWords
{
    private const int MostMethods = 6;

    /// <summary>All of it, the most important first.</summary>
    public static IEnumerable<string> Of(PlanDraft draft, ReplayForecast forecast)
    {
        foreach (var target in forecast.Targets)
        {
            yield return !forecast.IsComplete ? Counting(forecast, target) : $"{Count(forecast, target)} to {Server(target)}{Pace(draft, forecast)}.";
        }

        if (forecast.Filtered > 0)
        {
            yield return $"The rules leave out {Format.Count(forecast.Filtered)} of {Format.Count(forecast.Requests, "request")}{(!forecast.IsComplete ? " so far" : "")}.";
        }

        foreach (var (reason, count) in forecast.Targets.SelectMany(target => target.Unsendable).GroupBy(pair => pair.Key, pair => pair.Value).Select(group => (group.Key, group.Sum())))
        {
            yield return $"{Format.Count(count)} cannot be sent: {Words.Of(reason)}.";
        }

        foreach (var sentence in Limits(((Plan)draft.Options.Part).Limits).Concat(forecast.Estimates).Concat(PlanSummary.Rest(draft, draft.Outputs.Where(part => part.Part is not (HttpOutputPlan or BinaryOutputPlan)))))
        {
            yield return sentence;
        }
    }

    /// <summary>What the person confirms when requests may change things.</summary>
    public static string Confirmation(ReplayForecast forecast)
    {
        var most = forecast.IsComplete && forecast.Basis != ForecastBasis.Unknown ? forecast.Mutating : forecast.MostMutating;
        var requests = most is { } count ? $"{(forecast.IsComplete ? "" : "up to ")}{Format.Count(count, "request")}" : "whatever requests come, also those";
        return $"Send {requests} that may change things to {string.Join(" and ", forecast.Targets.Select(target => target.Server))}{(forecast.Repeats ? ", again and again" : "")}";
    }

    /// <summary>The methods that change things, with how many requests have each.</summary>
    public static string Methods(ReplayForecast forecast)
    {
        var methods = forecast.Targets.SelectMany(target => target.Methods).Where(method => RequestMethods.MayChange(method.Key))
            .GroupBy(method => method.Key, method => method.Value).Select(group => (Method: group.Key, Count: group.Sum())).OrderByDescending(method => method.Count).ToList();
        var shown = string.Join(", ", methods.Take(MostMethods).Select(method => $"{Format.Count(method.Count)} {(method.Method.Length == 0 ? "that are no HTTP" : Format.Middle(Format.Wire(method.Method), 24))}"));
        return shown + (methods.Count > MostMethods ? $" and {Format.Count(methods.Count - MostMethods, "other method")}" : "") + (forecast.IsComplete || shown.Length == 0 ? "" : " so far");
    }

    private static string Count(ReplayForecast forecast, TargetForecast target)
    {
        var requests = Format.Count(target.Sent, "request");
        return forecast.Basis != ForecastBasis.Unknown ? $"Sends {requests}{(forecast.Repeats ? " again and again" : "")}"
            : target.Sent == 0 ? "Sends what comes"
            : $"Sends {requests} and what else comes";
    }

    private static string Counting(ReplayForecast forecast, TargetForecast target) => forecast.Fraction == 0
        ? $"Counts the requests to {Server(target)}…"
        : $"Counts the requests to {Server(target)}: {Format.Count(target.Sent)} so far, {Format.Percent(forecast.Fraction)} read.";

    private static string Server(TargetForecast target)
    {
        var addresses = target.Addresses.Where(address => !target.Server.Contains(address, StringComparison.Ordinal)).ToList();
        var shown = addresses.Count == 0 ? "" : addresses.Count == 1 ? $" ({addresses[0]})" : $" ({addresses[0]} and {Format.Count(addresses.Count - 1)} more)";
        return target.Server + shown + (target.Proxy is null ? "" : $" through the proxy {target.Proxy}");
    }

    private static string Pace(PlanDraft draft, ReplayForecast forecast)
    {
        var speed = draft.Inputs.Select(part => part.Part).OfType<FileInputPlan>().FirstOrDefault()?.Speed ?? ReplaySpeed.Original;
        var each = forecast.Repeats ? " each time" : "";
        return speed.IsMax ? " as fast as it answers"
            : (speed.IsRate ? $" at {speed}" : "") + (forecast.Duration is { } duration ? $" within {Format.Duration(duration)}{each}" : "");
    }

    private static IEnumerable<string> Limits(LimitsPlan limits)
    {
        if (limits.StopAfter is { } time)
        {
            yield return $"Stops after {DurationText.Format(time)}.";
        }

        if (limits.MaxRecords is { } records)
        {
            yield return $"Ends after {Format.Count(records, "record")}.";
        }
    }
}
