using System.Runtime.CompilerServices;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;

namespace TapeDeck.Server.Runs;

/// <summary>
/// Says what a replay would send. The first requests, and all where rules and limits choose, are put through the replay's own steps; counts of large
/// recordings that are sent whole come from their index.
/// </summary>
internal sealed class ReplayForecasts(RunStarter starter, PlanPreparation preparation, IRecordings recordings, TimeProvider time) : IReplayForecasts
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    /// <summary>So many exchanges are read in a moment, and then it is known which cannot be sent.</summary>
    internal long ReadAnyway { get; init; } = 50_000;

    public async Task<Answer<IAsyncEnumerable<ReplayForecast>>> StartAsync(Plan plan, int first, CancellationToken cancellationToken)
    {
        var faults = await starter.CheckAsync(RunPurpose.Replay, plan, cancellationToken);
        var complete = await preparation.WithFilesAsync(plan, cancellationToken);
        if (faults.Count > 0)
        {
            return Answer<IAsyncEnumerable<ReplayForecast>>.Refused(faults);
        }

        try
        {
            var readable = complete.Plan with { Inputs = [.. complete.Plan.Inputs.Where(ForecastEstimates.IsReadable)] };
            var rehearsal = ReplayRehearsal.Open(readable, first, new RunOptions { Time = time }, cancellationToken);
            return Answer<IAsyncEnumerable<ReplayForecast>>.Of(RunAsync(plan, rehearsal, cancellationToken));
        }
        catch (PlanException refused)
        {
            return Answer<IAsyncEnumerable<ReplayForecast>>.Refused(refused.Faults);
        }
    }

    private async IAsyncEnumerable<ReplayForecast> RunAsync(Plan plan, ReplayRehearsal rehearsal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var opened = rehearsal;
        var indexed = plan.Outputs.Any(output => output is BinaryOutputPlan) ? null : await IndexedMethods.OfAsync(plan, recordings, cancellationToken); // they send what is no HTTP as well
        var forecast = await FrameAsync(plan, indexed, rehearsal.Snapshot(), cancellationToken);
        yield return forecast; // what the index knows is enough to ask for a confirmation
        var told = time.GetTimestamp();
        var byIndex = indexed?.Requests > ReadAnyway && SendsAll(plan);
        while (!rehearsal.IsOver && !(byIndex && rehearsal.HasFirst))
        {
            await rehearsal.AdvanceAsync();
            cancellationToken.ThrowIfCancellationRequested(); // what was read until then would look whole
            if (time.GetElapsedTime(told) >= s_interval)
            {
                told = time.GetTimestamp();
                yield return WithCounts(forecast, plan, rehearsal.Snapshot());
            }
        }

        var found = WithCounts(forecast, plan, rehearsal.Snapshot());
        yield return byIndex && !rehearsal.IsOver ? WithCounts(found, indexed!) : found with { IsComplete = true, MostMutating = found.Basis == ForecastBasis.Unknown ? null : found.Mutating };
    }

    /// <summary>What does not change while counting goes on.</summary>
    private static async Task<ReplayForecast> FrameAsync(Plan plan, IndexedMethods? indexed, RehearsalResult empty, CancellationToken cancellationToken)
    {
        var targets = new List<TargetForecast>();
        foreach (var target in empty.Targets)
        {
            var place = plan.Outputs[target.Output] switch { HttpOutputPlan http => http.Url, BinaryOutputPlan binary => binary.Address, _ => "" };
            var addresses = await TargetGuard.AddressesAsync(place, cancellationToken);
            targets.Add(new TargetForecast
            {
                Output = target.Output,
                Server = target.Server,
                Proxy = target.Proxy,
                Addresses = [.. addresses.Select(address => address.ToString()).Distinct()],
                Methods = target.Methods,
                Unsendable = target.Unsendable,
                First = [],
            });
        }

        return new ReplayForecast
        {
            Fraction = 0,
            IsComplete = false,
            Basis = plan.Inputs.All(ForecastEstimates.IsReadable) && plan.Middleware is null ? ForecastBasis.Messages : ForecastBasis.Unknown,
            Requests = 0,
            Filtered = 0,
            Repeats = plan.Inputs.OfType<FileInputPlan>().Any(input => input.Loop),
            MostMutating = plan.Middleware is null && indexed is not null ? indexed.MostMutating(plan) * (plan.SplitOutputs ? 1 : targets.Count) : null,
            Targets = targets,
            Estimates = [.. ForecastEstimates.Of(plan)],
        };
    }

    private static ReplayForecast WithCounts(ReplayForecast forecast, Plan plan, RehearsalResult found) => forecast with
    {
        Fraction = found.Fraction,
        Requests = found.Requests,
        Filtered = found.Filtered,
        Duration = plan.Inputs.OfType<FileInputPlan>().Any(input => input.Speed is { IsMax: true }) || forecast.Basis == ForecastBasis.Unknown ? null : found.Duration,
        Targets =
        [
            .. forecast.Targets.Zip(found.Targets, (target, now) => target with
            {
                Methods = now.Methods,
                Unsendable = now.Unsendable,
                First = [.. now.First.Select(request => new RequestForecast(request.Recorded, request.Sent, request.Length, request.Due))],
            }),
        ],
    };

    private static ReplayForecast WithCounts(ReplayForecast forecast, IndexedMethods indexed) => forecast with
    {
        IsComplete = true,
        Basis = ForecastBasis.Index,
        Requests = indexed.Requests,
        Duration = indexed.Duration,
        Targets =
        [
            .. forecast.Targets.Select(target => target with
            {
                Methods = indexed.Methods,
                Unsendable = new[] { (LedgerReason.Unparsable, indexed.Unparsable), (LedgerReason.NotApplicable, indexed.NotApplicable) }
                    .Where(reason => reason.Item2 > 0).ToDictionary(reason => reason.Item1, reason => reason.Item2),
            }),
        ],
    };

    /// <summary>Whether nothing but the range decides which requests are sent, and when.</summary>
    private static bool SendsAll(Plan plan) =>
        !plan.Rules.Any(rule => rule.Enabled) && plan.Middleware is null && !plan.SplitOutputs
        && plan.Limits is { StopAfter: null, MaxRecords: null, MaxPayloadBytes: null }
        && plan.Inputs.OfType<FileInputPlan>().All(input => input.MaxWait is null);
}
