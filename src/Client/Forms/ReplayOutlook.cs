using System.Text.Json;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms;

/// <summary>What a replay would send while it is written, and whether the person wants that. An older look ends when a newer one begins.</summary>
public sealed class ReplayOutlook(IReplayForecasts forecasts) : IDisposable
{
    /// <summary>How many requests of each target are shown.</summary>
    public const int First = 10;

    /// <summary>The pointer of the confirmation, as if it were a field of the plan.</summary>
    public const string Confirmation = "/confirmation";

    private CancellationTokenSource _looking = new();
    private IAsyncEnumerable<ReplayForecast>? _coming;
    private TaskCompletionSource _known = new();
    private string? _plan;
    private string _sources = "";
    private (string Places, long Count)? _confirmed;

    /// <summary>What is known; null while the plan cannot be looked at.</summary>
    public ReplayForecast? Latest { get; private set; }

    /// <summary>What to show: that of an older plan stays until there is something to see of the newer one.</summary>
    public ReplayForecast? Shown { get; private set; }

    /// <summary>Why looking failed; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends when it is known whether a confirmation is needed, or that it cannot be known.</summary>
    public Task Known => _known.Task;

    /// <summary>Whether some request may change things, as far as is known.</summary>
    public bool NeedsConfirmation => Latest is { Targets.Count: > 0 } forecast && MostMutating(forecast) > 0;

    /// <summary>Whether the person confirmed at least what would be sent, from the same recordings to the same servers.</summary>
    public bool IsConfirmed
    {
        get => Latest is { } forecast && _confirmed is { } confirmed && confirmed.Places == PlacesOf(forecast) && MostMutating(forecast) <= confirmed.Count;
        set => _confirmed = value && Latest is { } forecast ? (PlacesOf(forecast), MostMutating(forecast)) : null;
    }

    /// <summary>What the confirmation still keeps from the start; null for nothing.</summary>
    public PlanFault? Fault =>
        Failure is not null ? new PlanFault(Confirmation, "What will be sent could not be found out; try again.")
        : Latest is not { } forecast || !IsKnown(forecast) ? new PlanFault(Confirmation, "The requests are being counted.")
        : NeedsConfirmation && !IsConfirmed ? new PlanFault(Confirmation, "Confirm that requests are sent that may change things.")
        : null;

    /// <summary>Begins to look at a plan; returns what is wrong with it. A plan that is looked at already is not looked at again.</summary>
    public async Task<IReadOnlyList<PlanFault>> BeginAsync(Plan plan, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(plan, PlanJson.Options);
        if (text == _plan && Failure is null)
        {
            return [];
        }

        Stop();
        var looking = _looking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Answer<IAsyncEnumerable<ReplayForecast>> answer;
        try
        {
            answer = await forecasts.StartAsync(plan, First, looking.Token);
        }
        catch (OperationCanceledException) when (looking != _looking)
        {
            return []; // a newer look has begun meanwhile
        }

        if (looking == _looking)
        {
            (_plan, _coming, Failure, _known) = (answer.Succeeded ? text : null, answer.Value, null, new TaskCompletionSource());
            _sources = string.Join(' ', plan.Inputs.OfType<FileInputPlan>().Select(input => $"{input.Recording} {string.Join(' ', input.Files)}"));
            (Latest, Shown) = answer.Succeeded ? (Latest, Shown) : (null, null);
        }

        return answer.Faults;
    }

    /// <summary>Takes what comes of the look that was begun last; does nothing when that was followed already.</summary>
    public async Task FollowAsync(Action changed)
    {
        if (_coming is not { } coming)
        {
            return;
        }

        var (looking, known) = (_looking, _known);
        _coming = null;
        try
        {
            await foreach (var forecast in coming.WithCancellation(looking.Token))
            {
                Latest = forecast;
                Shown = Shown is null || forecast.IsComplete || forecast.Targets.Any(target => target.First.Count > 0) ? forecast : Shown;
                changed();
                if (IsKnown(forecast))
                {
                    known.TrySetResult();
                }
            }
        }
        catch (OperationCanceledException) when (looking.IsCancellationRequested)
        {
            // Somebody changed the plan, or left.
        }
        catch (Exception failure)
        {
            Failure = failure;
            changed();
        }

        known.TrySetResult();
    }

    /// <summary>There is nothing that can be looked at.</summary>
    public void Clear()
    {
        Stop();
        (_coming, Latest, Shown, Failure) = (null, null, null, null);
    }

    public void Dispose()
    {
        Stop();
        _looking.Dispose();
    }

    private static bool IsKnown(ReplayForecast forecast) => forecast.IsComplete || forecast.MostMutating is not null || forecast.Basis == ForecastBasis.Unknown;

    private static long MostMutating(ReplayForecast forecast) =>
        forecast.Basis == ForecastBasis.Unknown ? long.MaxValue : forecast.IsComplete ? forecast.Mutating : forecast.MostMutating ?? long.MaxValue;

    private string PlacesOf(ReplayForecast forecast) => $"{_sources} > {string.Join(' ', forecast.Targets.Select(target => $"{target.Server} {target.Proxy}"))}";

    private void Stop()
    {
        _plan = null;
        _looking.Cancel();
        _known.TrySetResult();
    }
}
