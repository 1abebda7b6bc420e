using System.Text;
using AngleSharp.Dom;
using Bunit;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Components;
using TapeDeck.Engine;
using Record = TapeDeck.Engine.Record;

namespace TapeDeck.Client.Tests.Components;

public sealed class DiffViewTests : PageTest
{
    private const string Start = "POST /a HTTP/1.1\r\n\r\n";
    private static readonly string s_long = string.Join(' ', Enumerable.Range(0, 200_000)); // 1.3 MB

    [Fact]
    public void Words_ThatChanged_AreMarkedInTheirLines()
    {
        var view = Show("GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n", "GET /a HTTP/1.1\r\nHost: b.example.com\r\n\r\n");

        Assert.Equal("−Host: a.example.com", view.Find(".diff > .del").TextContent);
        Assert.Equal("+Host: b.example.com", view.Find(".diff > .add").TextContent);
        Assert.Equal("a", view.Find(".diff > .del del").TextContent);
        Assert.Equal("b", view.Find(".diff > .add ins").TextContent);
    }

    [Fact]
    public void Line_OfAMegabyte_IsFoldedAroundWhatChangedAndOpens()
    {
        var (before, after) = (s_long[..900_000], s_long[..450_000] + "NEW" + s_long[450_000..900_000]);
        var view = Show(Start + before, Start + after);

        Assert.Contains("NEW", view.Find(".add ins").TextContent, StringComparison.Ordinal);
        Assert.True(view.Find(".add").TextContent.Length < 2_000);
        for (var i = 0; i < 4 && Buttons(view).Count > 0; i++)
        {
            Buttons(view)[0].Click();
        }

        Assert.Single(Buttons(view));
        Assert.StartsWith("+" + after[..460_000], view.Find(".add").TextContent, StringComparison.Ordinal);

        static IReadOnlyList<IElement> Buttons(IRenderedComponent<DiffView> view) => view.FindAll(".add .unfold");
    }

    [Fact]
    public void Line_NewAndOfAMegabyte_IsShownInPartsUntilItIsWhole()
    {
        var added = s_long[..1_000_000];
        var view = Show(Start, Start + added);

        Assert.Equal("999,600 more characters", view.Find(".add .unfold").TextContent);
        while (view.FindAll(".add .unfold") is [var more, ..])
        {
            more.Click();
        }

        Assert.Equal("+" + added, view.Find(".add").TextContent);
    }

    [Fact]
    public void Line_MarkedFromItsFirstToItsLastDifference_SaysSo()
    {
        var view = Show(Start + s_long[..300_000], Start + new string('=', 150_000) + s_long[..300_000].Replace("7 ", "8 ", StringComparison.Ordinal));
        Assert.Empty(view.FindAll(".body-note"));

        view = Show(Start + s_long[..300_000], Start + s_long[..150_000] + s_long[150_000..300_000].Replace("7 ", "8 ", StringComparison.Ordinal));
        Assert.Equal(LineMarks.RoughNote, view.Find(".body-note").TextContent);
    }

    [Fact]
    public void Lines_ThatAreTheSame_AreFoldedAndOpen()
    {
        var headers = string.Concat(Enumerable.Range(0, 30).Select(i => $"H-{i}: v\r\n"));
        var view = Show($"GET /a HTTP/1.1\r\n{headers}A: 1\r\n\r\n", $"GET /a HTTP/1.1\r\n{headers}A: 2\r\n\r\n");

        Assert.Equal(6, view.FindAll(".diff > div").Count);
        Assert.Equal("27 lines without a change", view.Find(".diff > .unfold").TextContent);
        view.Find(".diff > .unfold").Click();
        Assert.Equal(33, view.FindAll(".diff > div").Count);
    }

    private IRenderedComponent<DiffView> Show(string before, string after) =>
        Context.Render<DiffView>(parameters => parameters.Add(view => view.Before, Message(before)).Add(view => view.After, Message(after)).Add(view => view.Label, "Request 1 before and after"));

    private static Record Message(string text) => new() { Kind = RecordKind.Request, Id = RecordId.From("1"), Timestamp = 1, Payload = Encoding.Latin1.GetBytes(text) };
}
