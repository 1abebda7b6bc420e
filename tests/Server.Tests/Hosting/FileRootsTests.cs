using TapeDeck.Server.Hosting;
using TapeDeck.TestKit;

namespace TapeDeck.Server.Tests.Hosting;

/// <summary>A folder that is allowed, with the data directory inside it and a folder beside it, and links between them.</summary>
public sealed class FileRootsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileRoots _roots;

    public FileRootsTests()
    {
        Directory.CreateDirectory(_folder.File("outside", "deep"));
        Directory.CreateDirectory(_folder.File("root", "sub"));
        File.WriteAllText(_folder.File("outside", "there"), "");
        File.WriteAllText(_folder.File("root", "file"), "");
        Link("out", "../outside");
        Link("deep", _folder.File("outside", "deep"));
        Link("there", "../outside/there");
        Link("not-there", "../outside/not-there");
        Link("inner", "sub");
        Link("circle", "circle");
        _roots = new FileRoots(new ServerOptions { FileRoots = [_folder.File("root")] }, new DataDirectory(_folder.File("root", "data")));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("root/file", true)]
    [InlineData("root/new", true)]
    [InlineData("root/sub/../file", true)]
    [InlineData("root/inner/new", true)]
    [InlineData("root", true)]
    [InlineData("outside/there", false)]
    [InlineData("outside/not-there", false)]
    [InlineData("root-like/file", false)]
    [InlineData("root/../outside/there", false)]
    [InlineData("root/sub/../../outside/there", false)]
    [InlineData("root/out/there", false)]
    [InlineData("root/there", false)]
    [InlineData("root/not-there", false)]
    [InlineData("root/deep/../there", false)]
    [InlineData("root/deep/../../root/file", true)]
    [InlineData("root/deep/../file", false)]
    [InlineData("root/circle", false)]
    [InlineData("root/data", false)]
    [InlineData("root/data/tapedeck.db", false)]
    [InlineData("root/DATA/tapedeck.db", false)]
    [InlineData("root/sub/../data/recordings/x", false)]
    [InlineData("root/fi\0le", false)]
    public void Allow_Path_IsJudgedByWhereItLeads(string path, bool allowed) => Assert.Equal(allowed, _roots.Allow(Path.Join(_folder.Path, path)));

    [Theory]
    [InlineData("file")]
    [InlineData("")]
    [InlineData("s3://bucket/x")]
    public void Allow_RelativePath_IsRefused(string path) => Assert.False(_roots.Allow(path));

    [Theory]
    [InlineData("root/file", true)]
    [InlineData("root/sub/*.gor", true)]
    [InlineData("root/sub/x.gor", true)]
    [InlineData("root/*", false)]
    [InlineData("root/*/x.gor", false)]
    [InlineData("root/s[u]b/x.gor", false)]
    [InlineData("root/chunks.gor", false)]
    [InlineData("root", false)]
    [InlineData("root/not/there/*", true)]
    public void AllowPattern_ItsMatches_MustAllStayInside(string pattern, bool allowed) =>
        Assert.Equal(allowed, _roots.AllowPattern(_folder.File(pattern)));

    [Fact]
    public void Refusal_NamesSettingAndFolders()
    {
        Assert.Contains("TapeDeck:FileRoots", _roots.Refusal, StringComparison.Ordinal);
        Assert.Contains(_folder.File("root"), _roots.Refusal, StringComparison.Ordinal);
        var none = new FileRoots(new ServerOptions(), new DataDirectory(_folder.File("root", "data")));
        Assert.Contains("TapeDeck:FileRoots", none.Refusal, StringComparison.Ordinal);
        Assert.False(none.Allow(_folder.File("root", "file")));
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder.File("root", name), target);
}
