using Microsoft.AspNetCore.Components;
using TapeDeck.Client.Forms;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Commands;

public sealed partial class PasteCommandPage : LivePage
{
    private string _text = "";
    private PastedPlan? _read;
    private PastedDraft? _pasted;
    private bool _edited;
    private bool _waits;

    [Inject] public required ICommandLines CommandLines { get; init; }

    [Inject] public required IRecordings Recordings { get; init; }

    [Inject] public required IPlanRules Rules { get; init; }

    private IEnumerable<string> Notes => [.. _pasted?.Notes ?? [], .. _read?.Warnings ?? []];

    /// <summary>What was changed in the form by hand is lost only when somebody asks for it.</summary>
    private Task ReadAsync(string text)
    {
        _text = text;
        _read = text.Trim().Length == 0 ? null : CommandLines.Read(text);
        _waits = _edited && _pasted is not null && _read is { Faults.Count: 0 };
        return _edited && _pasted is not null && _read is not null ? Task.CompletedTask : FillAsync();
    }

    /// <summary>A command with faults makes no form: what it means is not known.</summary>
    private Task FillAsync() => LoadAsync(async () =>
    {
        (_edited, _waits, _pasted) = (false, false, null);
        if (_read is { Faults.Count: 0 } read)
        {
            _pasted = PastedDraft.Of(read.Plan, await Recordings.ListAsync(Gone), Rules.FileRoots.Count > 0);
        }
    });
}
