using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using TapeDeck.Client.Components;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Rendering;

namespace TapeDeck.Client.Pages.Settings;

public sealed partial class SettingsPage : LivePage
{
    private static readonly (string Value, string Name)[] s_themes = [("light", "Light"), ("dark", "Dark"), ("system", "As the system")];
    private static readonly (int? Days, string Name)[] s_lifetimes = [(30, "30 days"), (90, "90 days"), (365, "1 year"), (null, "Never expires")];
    private IReadOnlyList<ApiTokenView>? _tokens;
    private NewApiToken? _made;
    private AboutView? _about;
    private string _name = "";
    private string? _fault;
    private int? _days = 90;
    private bool _copied;

    [Inject] public required IApiTokens Tokens { get; init; }

    [Inject] public required IAbout About { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    protected override Task OnInitializedAsync()
    {
        _about = About.Get();
        return ReloadAsync();
    }

    private Task ReloadAsync() => LoadAsync(async () => _tokens = await Tokens.ListAsync(Gone));

    private Task CreateAsync() => LoadAsync(async () =>
    {
        (_made, _copied) = (null, false);
        _fault = _name.Trim().Length == 0 ? "A token needs a name, so that you know it when you want to revoke it." : null;
        if (_fault is not null)
        {
            return;
        }

        var answer = await Tokens.CreateAsync(_name.Trim(), _days is { } days ? TimeSpan.FromDays(days) : null, Gone);
        if (answer.Succeeded)
        {
            (_made, _name) = (answer.Value, "");
            _tokens = await Tokens.ListAsync(Gone);
        }
        else
        {
            _fault = answer.Faults[0].Message;
        }
    });

    private async Task CopyAsync() => _copied = await Js.InvokeAsync<bool>("tapedeck.copy", _made!.Secret);

    private async Task RevokeAsync(ApiTokenView token)
    {
        if (await Dialogs.ConfirmAsync($"Revoke ‘{token.Name}’?", "Programs that use this token are refused from now on. There is no undo.", "Revoke token", "Keep it"))
        {
            await LoadAsync(async () =>
            {
                await Tokens.RevokeAsync(token.Id, Gone);
                _made = _made?.Token.Id == token.Id ? null : _made;
                _tokens = await Tokens.ListAsync(Gone);
            });
        }
    }

    private void ChooseLifetime(ChangeEventArgs change) => _days = int.TryParse((string?)change.Value, out var days) ? days : null;
}
