using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using TapeDeck.Client.Navigation;
using TapeDeck.Engine.Query;

namespace TapeDeck.Client.Components;

/// <content>Choosing several rows, by mouse and keys.</content>
public sealed partial class RowGrid<TRow>
{
    private readonly RowChoice _choice = new();
    private IDisposable? _letGoKey;

    /// <summary>What can be done with rows that are chosen; without it only one row at a time can be.</summary>
    [Parameter] public RenderFragment<RowRanges>? Choice { get; set; }

    /// <summary>Whether rows that are added change the places of others: a choice ends then.</summary>
    [Parameter] public bool RowsMove { get; set; }

    private RowRanges Chosen => _choice.Rows;

    private long OpenRow => _openKey is null ? -1 : Place();

    /// <summary>Nothing is chosen any more.</summary>
    public void LetGo()
    {
        _choice.LetGo();
        AnswerLetGo();
    }

    private void AnswerChoosing()
    {
        _keys.Add(Shortcuts.On(ShortcutId.ChooseNext, () => ExtendAsync(1)));
        _keys.Add(Shortcuts.On(ShortcutId.ChooseNextArrow, () => ExtendAsync(1)));
        _keys.Add(Shortcuts.On(ShortcutId.ChoosePrevious, () => ExtendAsync(-1)));
        _keys.Add(Shortcuts.On(ShortcutId.ChoosePreviousArrow, () => ExtendAsync(-1)));
        _keys.Add(Shortcuts.On(ShortcutId.ChooseRow, ToggleAsync));
        _keys.Add(Shortcuts.On(ShortcutId.ChooseAll, ChooseAllAsync));
    }

    /// <summary>The browser tells which row was pressed: of a live list it may show another one by now.</summary>
    [JSInvokable]
    public async Task Pressed(long key, long at, bool extends, bool adds)
    {
        if (Choice is not null && extends)
        {
            _choice.ExtendTo(at, OpenRow);
        }
        else if (Choice is not null && adds)
        {
            _choice.Toggle(at, OpenRow);
        }
        else
        {
            _choice.MoveTo(at);
        }

        await OpenAsync(at, key);
        StateHasChanged();
    }

    private async Task ExtendAsync(int step)
    {
        if (await HasRowsAsync())
        {
            var row = Within(Next(step), _reader.Total - 1);
            _choice.ExtendTo(row, OpenRow);
            await OpenAsync(row);
        }
    }

    private async Task ToggleAsync()
    {
        if (await HasRowsAsync())
        {
            var row = Next(0);
            _choice.Toggle(row, OpenRow);
            await OpenAsync(row);
        }
    }

    private async Task ChooseAllAsync()
    {
        if (await HasRowsAsync())
        {
            _choice.ChooseAll(_reader.Total);
            AnswerLetGo();
            StateHasChanged();
        }
    }

    /// <summary>The key that lets go is answered only while there is something to let go of.</summary>
    private void AnswerLetGo()
    {
        if (Chosen.Count > 0 != _letGoKey is not null)
        {
            _letGoKey?.Dispose();
            _letGoKey = Chosen.Count == 0 ? null : Shortcuts.On(ShortcutId.Close, AnswerEscape, isFirst: true);
        }
    }

    private Task AnswerEscape()
    {
        LetGo();
        StateHasChanged();
        return Task.CompletedTask;
    }
}
