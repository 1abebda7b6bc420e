using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Rules;

/// <summary>A rule set that is kept.</summary>
public partial class RuleSetPage : LivePage
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private IReadOnlyList<RecordingView> _recordings = [];
    private RuleSetModel? _model;
    private CancellationTokenSource? _preview;
    private string? _problem;
    private bool _isMissing;

    [Inject] public required IRuleSets Sets { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required ICommandLines CommandLines { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>The set; null for a new one.</summary>
    [Parameter] public string? Id { get; set; }

    private RuleSetModel Model => _model ??= new RuleSetModel(Sets);

    private string Title => Model.Saved?.Name ?? "New rule set";

    protected override Task OnInitializedAsync() => ReloadAsync();

    protected override Task AddressChangedAsync()
    {
        Model.RecordingId = Address["recording"] ?? _recordings.FirstOrDefault(recording => recording.Exchanges > 0)?.Id;
        if (TrafficQuery.TryParse(Address["q"], Time.GetUtcNow(), out var query, out _))
        {
            Model.Query = query;
        }

        Restart(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    protected override void Leave() => _preview?.Cancel();

    private Task ReloadAsync() => LoadAsync(async () =>
    {
        _recordings = await Recordings.ListAsync(Gone);
        _isMissing = Id is not null && !await Model.LoadAsync(Id, Gone);
        await AddressChangedAsync();
    });

    private void Change(Action change)
    {
        change();
        Model.Changed();
        Restart(s_pause);
    }

    private void Choose(string recording) => Address.Go(replace: true, ("recording", recording));

    private void Run(string query) => Address.Go(replace: false, ("q", query.Length == 0 ? null : query));

    private Task<IReadOnlyList<FieldValue>> FindValuesAsync(string field, string prefix, int count, CancellationToken cancellationToken) =>
        Model.RecordingId is { } recording ? Recordings.ValuesAsync(recording, field, prefix, count, cancellationToken) : Task.FromResult<IReadOnlyList<FieldValue>>([]);

    private void ShowVersion(string? number)
    {
        Model.Show(Model.Versions.Single(version => $"{version.Version}" == number));
        Restart(TimeSpan.Zero);
    }

    private async Task SaveAsync()
    {
        var isNew = Id is null;
        _problem = await Model.SaveAsync(Gone);
        if (_problem is null && isNew)
        {
            Navigation.NavigateTo(PageUrls.RuleSet(Model.Saved!.Id, Model.RecordingId), replace: true);
        }
    }

    /// <summary>Another recording or query to try the rules on is no other page.</summary>
    private async Task AskBeforeLeavingAsync(LocationChangingContext leaving)
    {
        var here = new Uri(Navigation.Uri).AbsolutePath;
        if (Model.IsEdited && Navigation.ToAbsoluteUri(leaving.TargetLocation).AbsolutePath != here
            && !await Dialogs.ConfirmAsync($"Leave ‘{Title}’ without saving?", "What you changed since it was saved last is lost.", "Leave without saving", "Stay here"))
        {
            leaving.PreventNavigation();
        }
    }

    private async Task CopyAsync()
    {
        var parameters = new DialogParameters<CommandDialog>
        {
            { dialog => dialog.Title, "These rules as GoReplay's options" },
            { dialog => dialog.Command, CommandLines.WriteRules(Model.ToRules()) },
        };
        await Dialogs.ShowAsync<CommandDialog>("Options", parameters, DialogSizes.Wide);
    }

    private async Task PasteAsync()
    {
        var dialog = await Dialogs.ShowAsync<PasteRulesDialog>("Options", DialogSizes.Wide);
        if (await dialog.Result is { Canceled: false, Data: PastedPlan pasted })
        {
            Change(() => Model.Add(pasted.Plan.Rules));
        }
    }

    /// <summary>Tries the rules anew once the person has paused; what ran before ends.</summary>
    private void Restart(TimeSpan pause)
    {
        _preview?.Cancel();
        _preview?.Dispose();
        _preview = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        var wanted = _preview.Token;
        _ = InvokeAsync(() => LoadAsync(async () =>
        {
            try
            {
                await Task.Delay(pause, Time, wanted);
                await Model.PreviewAsync(StateHasChanged, wanted);
            }
            catch (OperationCanceledException) when (wanted.IsCancellationRequested)
            {
                // The person went on; a later preview shows what is wanted now.
            }
        }));
    }
}
