using System.Text;
using Bunit;
using TapeDeck.Client.Bodies;
using TapeDeck.Client.Components;

namespace TapeDeck.Client.Tests.Components;

public sealed class PartsViewTests : PageTest
{
    [Fact]
    public void Parts_OfAForm_AreListedAndOpenIntoBodies()
    {
        var view = Show("--b\r\nContent-Disposition: form-data; name=\"<img src=x onerror=alert(1)>\"\r\n\r\none\r\n--b\r\nContent-Disposition: form-data; name=o; filename=\"o.json\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n--b--");

        Assert.Equal(["1", "2"], view.FindAll(".part-name .tab-num").Select(item => item.TextContent));
        Assert.Equal("<img src=x onerror=alert(1)>", view.Find(".part-name .mono").TextContent);
        Assert.Empty(view.FindAll("img"));
        Assert.Equal("one", view.Find(".preview").TextContent);
        view.FindAll(".part-name")[1].Click();
        Assert.Equal(["Content-Disposition", "Content-Type"], view.FindAll(".headers dt").Select(item => item.TextContent));
        Assert.Contains("\"a\"", view.Find(".code.json").TextContent, StringComparison.Ordinal);
        view.FindAll(".part-name")[1].Click();
        Assert.Empty(view.FindAll(".code.json"));
    }

    [Fact]
    public void Parts_Thousands_ComeAHundredAtATime()
    {
        var view = Show(string.Concat(Enumerable.Repeat("--b\r\n\r\n1\r\n", 10_000)) + "--b--");

        Assert.Equal(100, view.FindAll(".body-part").Count);
        view.Find(".more button").Click();
        Assert.Equal(200, view.FindAll(".body-part").Count);
    }

    [Fact]
    public void Parts_Cut_AreShownAsFarAsTheyGo()
    {
        var view = Show("--b\r\n\r\none\r\n--b\r\n\r\ntw");

        Assert.Contains("no end", view.Find(".body-note").TextContent, StringComparison.Ordinal);
        Assert.Equal(["", "cut"], view.FindAll(".body-part").Select(part => part.QuerySelector(".cut-part")?.TextContent ?? ""));
    }

    [Fact]
    public void Parts_NotFound_LeaveTheTextAndSayWhy()
    {
        var view = Show("--other\r\n\r\none");

        Assert.Contains("does not occur", view.Find(".body-note").TextContent, StringComparison.Ordinal);
        Assert.Contains("--other", view.Find("pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_Downloaded_IsSavedUnderAHarmlessName()
    {
        Show("--b\r\nContent-Disposition: form-data; name=o; filename=\"../o.json\"\r\n\r\n1\r\n--b--").Find("[aria-label='Download part 1']").Click();

        Assert.Equal("o.json", Assert.Single(Context.JSInterop.Invocations["tapedeck.save"]).Arguments[0]);
    }

    private IRenderedComponent<BodyView> Show(string body)
    {
        var part = Multipart.Read(Encoding.UTF8.GetBytes($"--outer\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n{body}\r\n--outer--"), "multipart/mixed; boundary=outer").Parts[0];
        return Context.Render<BodyView>(parameters => parameters.Add(view => view.Body, part.Body));
    }
}
