using Microsoft.Playwright;
using TapeDeck.TestKit;
using static Microsoft.Playwright.Assertions;

namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>What is wrong in a form is said under the field that causes it, before anything starts.</summary>
public sealed class FormFaultTests(Dashboard dashboard) : BrowserStory(dashboard)
{
    [Fact]
    public async Task Field_WhoseTextThePageDoesNotTake_ShowsWhatItTook()
    {
        await Dashboard.SampleAsync();
        await GoAsync("/recordings");
        await Page.Locator("#recordings-filter").FillAsync("   "); // is no filter
        await Expect(Page.Locator("#recordings-filter")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task NewCapture_WrongValues_AreNamedUnderTheirFields()
    {
        await GoAsync("/captures/new");
        await Page.GetByText("Advanced").First.ClickAsync();
        await ExpectFaultAsync("inputs-0-ports", "8080, 99999", "‘99999’ is no port");
        await ExpectFaultAsync("inputs-0-filter", "tcp prt 80", "libpcap does not accept the filter 'tcp prt 80': ");
        await ExpectFaultAsync("inputs-0-bufferBytes", "0", "a size from 1 B to 4 GiB");
        await ExpectFaultAsync("inputs-0-expire", "soon", "a number with a unit");
        await ExpectFaultAsync("limits-stopAfter", "-3s", "a number with a unit");
        await Button("Add output").ClickAsync();
        await ExpectFaultAsync("outputs-0-url", "ftp://127.0.0.1/", "http");
        await ExpectFaultAsync("outputs-0-url", Dashboard.Server.Url.ToString(), "is TapeDeck itself");
        await Button("Start capture").ClickAsync();
        await Expect(Page.Locator("#missing li")).ToHaveCountAsync(6);
        await Expect(Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/captures/new$"));
    }

    [Fact]
    public async Task NewCapture_InterfaceGoneSinceThePageWasOpened_IsNamed()
    {
        const string Name = "tapedeck-gone";
        Assert.Equal(0, (await ToolProcess.RunAsync("ip", "link", "add", Name, "type", "veth", "peer", "name", $"{Name}-p")).ExitCode);
        try
        {
            await GoAsync("/captures/new");
            await Field("Interface").SelectOptionAsync(Name);
        }
        finally
        {
            await ToolProcess.RunAsync("ip", "link", "delete", Name);
        }

        await Button("Start capture").ClickAsync();
        await Expect(Page.Locator("#inputs-0-interface-error")).ToContainTextAsync($"There is no interface '{Name}'. There are: ");
        await Expect(Field("Interface")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task NewReplay_WrongValues_AreNamedUnderTheirFields()
    {
        await Dashboard.SampleAsync();
        await GoAsync("/replays/new");
        await Expect(Button("Start replay")).ToBeDisabledAsync();
        await Expect(Page.Locator("#missing")).ToContainTextAsync("Choose the recording to replay.");
        await Page.Locator("[id=outputs-0-type]").Locator("xpath=ancestor::fieldset").GetByText("Advanced").ClickAsync();
        await ExpectFaultAsync("outputs-0-url", "http://no-such-host.invalid/", "no-such-host.invalid does not resolve");
        await ExpectFaultAsync("outputs-0-connections", "0", "a whole number from 1 to 10,000");
        await ExpectFaultAsync("outputs-0-timeout", "never", "a number with a unit");
        await Page.GetByRole(AriaRole.Radio, new() { Name = "Custom" }).ClickAsync();
        await ExpectFaultAsync("inputs-0-speed", "-5", "The speed is a percentage above 0");
    }

    [Fact]
    public async Task Rules_RegularExpressionThatDoesNotCompile_IsNamedUnderTheRule()
    {
        await GoAsync($"/replays/new?recording={await Dashboard.SampleAsync()}");
        await Field("Target").FillAsync("http://127.0.0.1:9");
        await Button("Add rule").ClickAsync();
        await Button("Add rule").ClickAsync();
        await Field("Regular expression of rule 1").FillAsync("^/fine");
        await Field("Regular expression of rule 2").FillAsync("(unclosed");
        await Field("Regular expression of rule 2").BlurAsync();
        await Expect(Page.Locator("#rule-1-pattern-error")).ToContainTextAsync("(unclosed");
        await Expect(Page.Locator("#rule-0-pattern-error")).ToHaveCountAsync(0);
        await Expect(Button("Start replay")).ToBeDisabledAsync();
        await Field("Regular expression of rule 2").FillAsync("(closed)");
        await Field("Regular expression of rule 2").BlurAsync();
        await Expect(Button("Start replay")).ToBeEnabledAsync();
    }

    /// <summary>Fills a field and expects the message under it, tied to it for those who cannot see where it stands.</summary>
    private async Task ExpectFaultAsync(string field, string value, string message)
    {
        var input = Page.Locator($"#{field}");
        await input.FillAsync(value);
        await input.BlurAsync();
        await Expect(Page.Locator($"#{field}-error")).ToContainTextAsync(message);
        await Expect(input).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(input).ToHaveAttributeAsync("aria-describedby", new System.Text.RegularExpressions.Regex($@"\b{field}-error\b"));
    }
}
