using Microsoft.AspNetCore.Components;
using MudBlazor;
using TapeDeck.Client.Formatting;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Pages.Recordings;

/// <summary>Asks what a new recording is to be made of, lets it be made, and closes with its id. What is begun goes on when the page is left.</summary>
public sealed partial class ComposeDialog : IDisposable
{
    private readonly HashSet<string> _merged = new(StringComparer.Ordinal);
    private IReadOnlyList<PlanFault> _faults = [];
    private string _name = "";
    private string _from = "";
    private string _to = "";
    private string _proposedFrom = "";
    private string _proposedTo = "";
    private string? _fromFault;
    private string? _toFault;
    private string? _problem;
    private OperationView? _operation;
    private IDisposable? _subscription;

    [Inject] public required IOperations Operations { get; init; }

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired] public required RecordingView Recording { get; set; }

    /// <summary>Recordings that can be merged with it.</summary>
    [Parameter] public IReadOnlyList<RecordingView> Others { get; set; } = [];

    /// <summary>Which of its exchanges are meant at first.</summary>
    [Parameter] public ExchangeQuery Query { get; set; } = new();

    [Parameter, EditorRequired] public required Clock Clock { get; set; }

    /// <summary>Rows that were chosen in a list; the list itself is then not to be changed here.</summary>
    private RowRanges? Rows => Query.Rows;

    private bool IsWorking => _operation is { State: OperationState.Running };

    private int Whole => (int)((_operation?.Progress ?? 0) * 100);

    public void Dispose() => _subscription?.Dispose();

    protected override void OnInitialized()
    {
        _name = $"{Recording.Name}, {(Rows is null && Recording.Damages.Count > 0 ? "repaired" : "part")}";
        _from = _proposedFrom = (Query.From ?? Recording.FirstTimestamp) is { } from ? Clock.Typed(from) : "";
        _to = _proposedTo = (Query.To ?? Recording.LastTimestamp) is { } to ? Clock.Typed(to + (Query.To is null ? 1_000_000 : 0)) : "";
    }

    private string? FaultAt(string path) => _faults.FirstOrDefault(fault => fault.Path == path)?.Message;

    private void Toggle(string id)
    {
        if (!_merged.Remove(id))
        {
            _merged.Add(id);
        }
    }

    private async Task SubmitAsync()
    {
        (_fromFault, _toFault, _problem, _faults) = (null, null, null, []);
        var query = Query with { From = Read(_from, _proposedFrom, Query.From, ref _fromFault), To = Read(_to, _proposedTo, Query.To, ref _toFault) };
        if (_fromFault is not null || _toFault is not null)
        {
            return;
        }

        var composition = new RecordingComposition(_name, [Recording.Id, .. Others.Select(other => other.Id).Where(_merged.Contains)], query);
        var answer = await Operations.ComposeAsync(composition, CancellationToken.None);
        _faults = answer.Faults;
        _problem = string.Join(" ", answer.Faults.Where(fault => fault.Path is not ("/name" or "/filter/from" or "/filter/to")).Select(fault => fault.Message));
        _problem = _problem.Length > 0 ? _problem : null;
        if (answer.Value is { } begun)
        {
            _operation = begun;
            _subscription = Operations.Subscribe(begun.Id, () => _ = InvokeAsync(FollowAsync));
            await FollowAsync(); // it may have ended before
        }
    }

    private async Task FollowAsync()
    {
        if (_operation is not { } known || await Operations.FindAsync(known.Id, CancellationToken.None) is not { } operation || _operation is null)
        {
            return;
        }

        _operation = operation;
        if (operation.State != OperationState.Running)
        {
            _subscription?.Dispose();
            _operation = null;
            _problem = operation.Failure.Length > 0 ? operation.Failure : null;
            if (operation.State == OperationState.Succeeded)
            {
                Dialog.Close(DialogResult.Ok(operation.RecordingId));
            }
        }

        StateHasChanged();
    }

    private async Task LeaveAsync()
    {
        if (_operation is { State: OperationState.Running } operation)
        {
            await Operations.CancelAsync(operation.Id, CancellationToken.None);
        }

        Dialog.Cancel();
    }

    /// <summary>What was proposed and left so is no limit, so that other recordings are merged as a whole.</summary>
    private long? Read(string text, string proposed, long? asked, ref string? fault)
    {
        if (string.IsNullOrWhiteSpace(text) || text == proposed)
        {
            return string.IsNullOrWhiteSpace(text) ? null : asked;
        }

        if (Clock.TryRead(text, out var moment))
        {
            return moment;
        }

        fault = $"Write a time like {Clock.Typed(Recording.FirstTimestamp ?? 0)}.";
        return null;
    }
}
