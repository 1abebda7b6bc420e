using System.Text;
using System.Text.Json;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>What a server answered to curl.</summary>
public sealed record CurlAnswer(int Status, string ContentType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The same answer; fails with its text when the status is another.</summary>
    public CurlAnswer Expect(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}
