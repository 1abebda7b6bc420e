using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public sealed class PathTemplatesTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/users", "/users")]
    [InlineData("/users/17", "/users/{id}")]
    [InlineData("/users/17/", "/users/{id}/")]
    [InlineData("/users//orders", "/users//orders")]
    [InlineData("/images/4711.webp", "/images/{id}.webp")]
    [InlineData("/static/app.3f9a2b7c11.js", "/static/app.{hex}.js")]
    [InlineData("/p/0190b3c1-5f4e-7c3a-9d2e-1f2a3b4c5d6e", "/p/{uuid}")]
    [InlineData("/days/2025-01-31/report", "/days/{date}/report")]
    [InlineData("/reset/eyJhbGciOiJIUzI1NiJ9abc123", "/reset/{token}")]
    [InlineData("/api/v1/2.0/x", "/api/v1/2.0/x")]
    [InlineData("/facade/deadbeef", "/facade/deadbeef")]
    [InlineData("/n/é17", "/n/é17")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    [InlineData("/1/2/3/4/5/6/7/8/9/10/11/12/13/14", "/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{rest}")]
    public void Learn_OnePath_ReplacesWhatLooksLikeAValue(string path, string template) => Assert.Equal(template, Learn(new PathTemplates(), path));

    [Fact]
    public void Learn_MoreWordsThanEndpointsHave_TakesThemForNames()
    {
        var templates = new PathTemplates();
        foreach (var word in Words(PathTemplates.MostWords))
        {
            Assert.Equal($"/shop/{word}/price", Learn(templates, $"/shop/{word}/price"));
        }

        Assert.False(templates.HasChanged);
        Assert.Equal("/shop/{name}/price", Learn(templates, "/shop/another/price"));
        Assert.True(templates.HasChanged);
        Assert.Equal("/shop/{name}/price", Learn(templates, "/shop/alpha/price"));
    }

    [Fact]
    public void Learn_FewWords_StayWords()
    {
        var templates = new PathTemplates();
        foreach (var word in Words(PathTemplates.MostWords))
        {
            Learn(templates, $"/{word}");
        }

        Assert.Equal("/another", Learn(templates, "/another"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Learn_AnyOrder_LeadsToTheSameTemplates(int seed)
    {
        string[] paths =
        [
            .. Words(80).Select(word => $"/shop/{word}"),
            .. Words(40).SelectMany(word => Words(3).Select(other => $"/a/{word}/{other}x{word}")),
            .. Words(90).Select(word => $"/b/{word}/c/{word}"),
            "/a/17/b", "/shop", "/b/x/d",
        ];
        var expected = TemplatesOf(paths, paths);

        var shuffled = paths.ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.Equal(expected, TemplatesOf(shuffled, paths));
        Assert.Contains("/b/{name}/c/{name}", expected);
    }

    [Fact]
    public void Learn_ATemplate_StaysWhatItIs()
    {
        var templates = new PathTemplates();
        foreach (var template in (string[])["/users/{id}", "/static/app.{hex}.js", "/shop/{name}/price", "/{id}/{rest}"])
        {
            Assert.Equal(template, Learn(templates, template));
        }

        Assert.Equal("/shop/{name}/price", Learn(templates, "/shop/shoe/price"));
    }

    private static string[] TemplatesOf(IEnumerable<string> learnt, IEnumerable<string> asked)
    {
        var templates = new PathTemplates();
        foreach (var path in learnt)
        {
            Learn(templates, path);
        }

        return [.. asked.Select(path => Learn(templates, path))];
    }

    private static string[] Words(int count) => [.. Enumerable.Range(0, count).Select(i => i == 0 ? "alpha" : $"word-{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}")];

    private static string Learn(PathTemplates templates, string path) => Encoding.Latin1.GetString(templates.Learn(Encoding.Latin1.GetBytes(path)));
}
