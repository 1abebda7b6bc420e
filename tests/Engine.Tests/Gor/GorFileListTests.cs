using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Gor;

public sealed class GorFileListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_NameOfChunks_IsThemByNumber()
    {
        Make("x_0.gor", "x_10.gor", "x_2.gor", "x_y.gor", "xx_1.gor", "x_3.gor.gz");
        Assert.Equal(["x_0.gor", "x_2.gor", "x_10.gor"], Find("x.gor"));
    }

    [Fact]
    public void Find_NameOfAFile_IsThatFileAndNoChunk()
    {
        Make("x.gor", "x_0.gor");
        Assert.Equal(["x.gor"], Find("x.gor"));
    }

    [Fact]
    public void Find_NameOfNothing_IsAFaultThatNamesIt()
    {
        var faults = new List<PlanFault>();
        Assert.Empty(GorFileList.Find([_folder.File("none", "x.gor")], faults));
        Assert.Contains("x.gor", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(_folder.File(name), GorText.Get("/"));
        }
    }

    private IEnumerable<string> Find(string name)
    {
        var faults = new List<PlanFault>();
        var found = GorFileList.Find([_folder.File(name)], faults);
        Assert.Empty(faults);
        return found.Select(file => Path.GetFileName(file.Path));
    }
}
