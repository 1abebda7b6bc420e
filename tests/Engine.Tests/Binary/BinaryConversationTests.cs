using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Binary;

public class BinaryConversationTests
{
    private static readonly byte[] s_ping = [0, 1, 2, 0, 255, 10, 0];
    private static readonly byte[] s_pong = [9, 9, 0];

    [Fact]
    public async Task Conversation_SidesTakingTurns_IsRecordedInPairs()
    {
        var recorded = await RecordAsync(new TcpTalk().Open().Client(s_ping, size: 2).Server(s_pong).Client(s_pong).Server(s_ping, size: 1).Close());
        Assert.Equal(
            [(RecordKind.Request, s_ping), (RecordKind.Response, s_pong), (RecordKind.Request, s_pong), (RecordKind.Response, s_ping)],
            recorded.Records.Select(record => (record.Kind, record.Payload.ToArray())));
        Assert.Equal(recorded.Records[0].Id, recorded.Records[1].Id);
        Assert.Equal(recorded.Records[2].Id, recorded.Records[3].Id);
        Assert.NotEqual(recorded.Records[0].Id, recorded.Records[2].Id);
    }

    [Fact]
    public async Task Conversation_SilenceOfExpire_EndsTheMessage()
    {
        var talk = new TcpTalk().Open().Client(s_ping).Wait(TimeSpan.FromSeconds(3)).Client(s_pong).Wait(TimeSpan.FromSeconds(1)).Client(s_pong);
        var recorded = await RecordAsync(talk);
        Assert.Equal([s_ping, [.. s_pong, .. s_pong]], recorded.Records.Select(record => record.Payload.ToArray()));
    }

    [Fact]
    public async Task Conversation_BytesOfZeroOnly_AreKept()
    {
        var recorded = await RecordAsync(new TcpTalk().Open().Client(new byte[300]).Close());
        Assert.Equal(new byte[300], Assert.Single(recorded.Records).Payload.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conversation_PacketLost_IsKeptOnlyIfIncompleteOnesAreWanted(bool allowed)
    {
        var talk = new TcpTalk().Open().Client("one").Client("two").Lose().Client("three").Server("ok").Close();
        var recorded = await RecordAsync(talk, plan => plan with { AllowIncomplete = allowed });
        Assert.Equal(allowed ? ["one", "ok", "three"] : [], recorded.Records.Select(record => Encoding.ASCII.GetString(record.Payload.Span)));
        Assert.Equal(allowed ? 0 : 2, recorded.Dropped(LedgerReason.Incomplete));
        Assert.Equal(allowed ? 0 : 1, recorded.Dropped(LedgerReason.Unpaired));
        Assert.All(recorded.Records.Where(record => record.Kind == RecordKind.Request), record => Assert.Equal(RecordFlags.Incomplete, record.Flags));
        Assert.Equal(0, recorded.Messages.InFlight);
    }

    [Fact]
    public async Task Conversation_MessageOverTheLimit_IsCutAndMarked()
    {
        var recorded = await RecordAsync(new TcpTalk().Open().Client(new byte[5000], size: 1000).Close(), plan => plan with { MaxMessageBytes = 2048 });
        var record = Assert.Single(recorded.Records);
        Assert.Equal((2048, RecordFlags.Truncated), (record.Payload.Length, record.Flags));
    }

    private static async Task<Recorded> RecordAsync(TcpTalk talk, Func<PacketFileInputPlan, PacketFileInputPlan>? change = null)
    {
        using var folder = new TempFolder();
        var file = folder.File("binary.pcap");
        PcapFileWriter.Write(file, talk.Frames);
        var plan = new PacketFileInputPlan { File = file, Ports = [80], Protocol = StreamProtocol.Binary, TrackResponses = true };
        return await Recorded.FromFileAsync(change?.Invoke(plan) ?? plan, TestContext.Current.CancellationToken);
    }
}
