using Microsoft.Extensions.Time.Testing;
using TapeDeck.Client.Navigation;

namespace TapeDeck.Client.Tests.Navigation;

public sealed class FilterTextTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<(string? Text, bool Replace)> _searches = [];
    private readonly FilterText _text;

    public FilterTextTests() => _text = new FilterText(_time, (text, replace) =>
    {
        _searches.Add((text, replace));
        _text!.Follow(text);
    });

    public void Dispose() => _text.Dispose();

    [Fact]
    public async Task Type_LetterByLetter_SearchesOnceAfterThePause()
    {
        await TypeAsync("c", "ch", "che");

        Assert.Equal([("che", false)], _searches);
        Assert.Equal("che", _text.Typed);
    }

    [Fact]
    public async Task Type_OnAfterAPause_IsTheSameEntryOfTheHistory()
    {
        await TypeAsync("che");
        await TypeAsync("check");
        _text.End();
        await TypeAsync("other");

        Assert.Equal([("che", false), ("check", true), ("other", false)], _searches);
    }

    [Fact]
    public void End_BeforeThePause_SearchesAtOnce()
    {
        _ = _text.TypeAsync(" check ");

        _text.End();

        Assert.Equal([("check", false)], _searches);
        Assert.Equal(" check ", _text.Typed);
    }

    [Fact]
    public void Follow_WhatWasSentBefore_KeepsWhatIsBeingTyped()
    {
        _ = _text.TypeAsync("che");
        _text.End();
        _ = _text.TypeAsync("check");

        _text.Follow("che");

        Assert.Equal("check", _text.Typed);
    }

    [Fact]
    public async Task Follow_BackInTheHistory_ShowsTheTextOfThen()
    {
        await TypeAsync("che");

        _text.Follow(null);

        Assert.Null(_text.Typed);
    }

    private async Task TypeAsync(params string[] texts)
    {
        var typing = texts.Select(text => _text.TypeAsync(text)).ToList();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await Task.WhenAll(typing);
    }
}
