using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Tests.Navigation;

public sealed class AddressStateTests : PageTest
{
    private int _changes;

    [Fact]
    public void Go_Changes_AreInStateAndAddress()
    {
        using var state = State("/recordings/a?q=x");

        state.Go(replace: true, ("n", 7L), ("q", null));

        Assert.Equal((7L, (string?)null), (state.Number("n"), state["q"]));
        Assert.EndsWith("/recordings/a?n=7", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(1, _changes);
        Assert.True(Context.Services.GetRequiredService<BunitNavigationManager>().History.First().Options.ReplaceHistoryEntry);
    }

    [Fact]
    public void Go_ToWhereItIs_DoesNothing()
    {
        using var state = State("/recordings/a?n=7");

        state.Go(replace: true, ("n", 7));

        Assert.Equal(0, _changes);
    }

    [Fact]
    public void Back_ByThePerson_ChangesTheState()
    {
        using var state = State("/recordings/a?n=7&tab=hex");

        Navigation.NavigateTo("/recordings/a?n=6");

        Assert.Equal((6L, (string?)null), (state.Number("n"), state["tab"]));
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void Leaving_ThePage_ChangesNothing()
    {
        using var state = State("/recordings/a?n=7");

        Navigation.NavigateTo("/captures");

        Assert.Equal((7L, 0), (state.Number("n"), _changes));
    }

    [Fact]
    public void Values_OddOnes_SurviveTheAddress()
    {
        using var state = State("/recordings/a");

        state.Go(replace: false, ("q", "a&b=c \"ü\" 🏃 %41"));

        using var again = new AddressState(Navigation, () => { });
        Assert.Equal("a&b=c \"ü\" 🏃 %41", again["q"]);
    }

    private AddressState State(string address)
    {
        Navigation.NavigateTo(address);
        return new AddressState(Navigation, () => _changes++);
    }
}
