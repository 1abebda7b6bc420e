using TapeDeck.Engine.Index;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class FiguresTests : IDisposable
{
    private readonly IndexedRecording _recording = new();

    public void Dispose() => _recording.Dispose();

    [Fact]
    public void Figures_SinceEarlierOnes_AreThoseOfTheWholeAtEveryStep()
    {
        var path = _recording.Add("a.gor");
        RecordingFigures? earlier = null;
        foreach (var (request, response) in new (int, int)[] { (500, 510), (100, 900), (901, 902), (50, 60), (903, 2000), (904, 905) })
        {
            IndexedRecording.Append(path, Records.Request(request, timestamp: request), Records.Response(request) with { Timestamp = response });
            _recording.ReadOn(isGrowing: true);
            earlier = Since(earlier);
            AssertSame(_recording.Figures(), earlier);
        }

        Assert.Equal((6, 50, 2000), (earlier!.Exchanges, earlier.FirstTimestamp, earlier.LastTimestamp));
    }

    [Fact]
    public void Figures_NothingAddedSinceEarlierOnes_AreTheSame()
    {
        _recording.Add("a.gor", Records.Request(1, timestamp: 5));
        _recording.ReadOn(isGrowing: true);
        AssertSame(_recording.Figures(), Since(Since(null)));
    }

    [Fact]
    public void Figures_LateResponseSinceEarlierOnes_CountsOnceSettled()
    {
        var path = _recording.Add("a.gor", Records.Request(1, timestamp: 5));
        _recording.ReadOn(isGrowing: true);
        var earlier = Since(null);
        IndexedRecording.Append(path, Records.Request(2, timestamp: 6), Records.Response(1) with { Timestamp = 70 });
        _recording.ReadOn();
        Assert.Equal((true, 70), (Since(earlier).IsSettled, Since(earlier).LastTimestamp));
    }

    [Fact]
    public void Figures_EarlierOnesOfFilesThatAreGone_CountForNothing()
    {
        _recording.Add("a.gor", Records.Request(1, timestamp: 1), Records.Request(2, timestamp: 900));
        _recording.ReadOn(isGrowing: true);
        var earlier = Since(null);
        File.Delete(_recording.Files[0]);
        _recording.Files.Clear();
        _recording.Add("b.gor", Records.Request(3, timestamp: 50));
        _recording.ReadOn(isGrowing: true);
        Assert.Equal((1, 50, 50), (Since(earlier).Exchanges, Since(earlier).FirstTimestamp, Since(earlier).LastTimestamp));
    }

    private static void AssertSame(RecordingFigures expected, RecordingFigures actual) =>
        Assert.Equal(expected with { Damages = [] }, actual with { Damages = [] });

    private RecordingFigures Since(RecordingFigures? earlier) => _recording.Index.Figures(earlier, TestContext.Current.CancellationToken);
}
