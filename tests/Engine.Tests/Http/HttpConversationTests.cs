using System.Text;
using CsCheck;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Http;

public class HttpConversationTests
{
    private static readonly string s_long = new('x', 3000);

    [Fact]
    public void Record_Exchange_HasTheIdAndTimesOfTheSpecification()
    {
        var talk = new TcpTalk(client: "10.0.0.5:60000", server: "10.0.0.9:80", serverIsn: 0x01020303).Open();
        var first = talk.Now;
        talk.Client(Get("/a"), size: 10);
        var last = talk.Frames[^1].Timestamp;
        var answered = talk.Now;
        talk.Server(Ok("hi"));

        var records = Recorded.From(talk).Records;
        Assert.Equal("ea6000500a00000501020304", records[0].Id.ToString());
        Assert.Equal(records[0].Id, records[1].Id);
        Assert.Equal((first, last - first), (records[0].Timestamp, records[0].Latency));
        Assert.Equal((answered, 0), (records[1].Timestamp, records[1].Latency));
        Assert.Equal("10.0.0.5:60000", records[0].Connection!.Client.ToString());
        Assert.Same(records[0].Connection, records[1].Connection);
    }

    [Fact]
    public void Record_PipelinedRequests_ArePairedInOrderWithIdsThatGrow()
    {
        var talk = new TcpTalk().Open().Client(Get("/1") + Post("/2", "abc") + Get("/3")).Server(Ok("1") + Ok("2")).Server(Ok("3")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/1"), Post("/2", "abc"), Get("/3")], recorded.Requests);
        Assert.Equal([Ok("1"), Ok("2"), Ok("3")], recorded.Responses);
        var ids = recorded.Records.Where(record => record.Kind == RecordKind.Request).Select(record => record.Id.ToString()).ToList();
        Assert.Equal(ids, recorded.Records.Where(record => record.Kind == RecordKind.Response).Select(record => record.Id.ToString()));
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
    }

    [Fact]
    public void Record_ConversationCutAnywhereAndShuffled_GivesTheSameRecords()
    {
        var toServer = Get("/1") + Post("/2", s_long[..100]) + "HEAD /3 HTTP/1.1\r\n\r\n" + Get("/4");
        var toClient = Ok("1") + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + "HTTP/1.0 200 OK\r\n\r\nuntil the end";
        var whole = Recorded.From(new TcpTalk().Open().Client(toServer).Server(toClient).Close());
        Assert.Equal(8, whole.Records.Count);
        var expected = whole.Lines.Order(StringComparer.Ordinal).ToList();

        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int).Sample((clientSize, serverSize, seed) =>
        {
            var talk = new TcpTalk().Open().Client(toServer, clientSize).Server(toClient, serverSize).Close();
            var times = talk.Frames.Select(frame => frame.Timestamp).ToArray();
            var frames = talk.Frames.ToArray();
            new Random(seed).Shuffle(frames);
            var plan = new PacketFileInputPlan { Ports = [80], TrackResponses = true };
            var recorded = Recorded.From(frames.Select((frame, i) => frame with { Timestamp = times[i] }), plan);
            return recorded.Lines.Order(StringComparer.Ordinal).SequenceEqual(expected)
                && recorded.Requests.SequenceEqual(whole.Requests) && recorded.Responses.SequenceEqual(whole.Responses);
        });
    }

    [Fact]
    public void Record_Expect100Continue_LeavesOneRequestWithBodyAndWithoutTheHeader()
    {
        var head = "POST /up HTTP/1.1\r\nHost: a\r\nexpect : 100-Continue\r\nContent-Length: 4\r\n\r\n";
        var talk = new TcpTalk().Open().Client(head).Server("HTTP/1.1 100 Continue\r\n\r\n").Client("body").Server(Ok("done")).Close();
        foreach (var allowIncomplete in (bool[])[false, true])
        {
            var recorded = Recorded.From(talk, allowIncomplete);
            Assert.Equal(["POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"], recorded.Requests);
            Assert.Equal([Ok("done")], recorded.Responses);
            Assert.Equal(1, recorded.Dropped(LedgerReason.Interim));
        }
    }

    [Fact]
    public void Record_ExpectRefused_DoesNotTakeTheNextRequestForItsBody()
    {
        var head = "POST /up HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 400\r\n\r\n";
        var talk = new TcpTalk().Open().Client(head).Server("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n").Client(Get("/next")).Server(Ok("next")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/next")], recorded.Requests);
        Assert.Equal([Ok("next")], recorded.Responses);
        Assert.Equal((1, 1), (recorded.Dropped(LedgerReason.Incomplete), recorded.Dropped(LedgerReason.Unpaired)));
    }

    [Fact]
    public void Record_ResponseBeforeTheRequestIsComplete_FollowsItsRequest()
    {
        var request = Post("/early", s_long);
        var talk = new TcpTalk().Open().Client(request[..500]).Server(Ok("early")).Client(request[500..]).Client(Get("/2")).Server(Ok("2")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([RecordKind.Request, RecordKind.Response, RecordKind.Request, RecordKind.Response], recorded.Records.Select(record => record.Kind));
        Assert.Equal(recorded.Records[0].Id, recorded.Records[1].Id);
        Assert.Equal([Ok("early"), Ok("2")], recorded.Responses);
    }

    [Fact]
    public void Record_ResponseCapturedBeforeItsRequest_IsStillItsResponse()
    {
        var talk = new TcpTalk().Open().Client("HEAD /1 HTTP/1.1\r\n\r\n").Server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").Client(Get("/2")).Server(Ok("2"));
        (talk.Frames[3], talk.Frames[4]) = (talk.Frames[4], talk.Frames[3]);
        var recorded = Recorded.From(talk);
        Assert.Equal(2, recorded.Responses.Count());
        Assert.Equal(recorded.Records[0].Id, recorded.Records[1].Id);
    }

    [Fact]
    public void Record_ResponseNobodyAskedFor_IsCountedAsUnpaired()
    {
        var timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        var talk = new TcpTalk().Open().Client(Get("/1")).Server(Ok("1")).Server(timeout).Client(Get("/2")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Ok("1")], recorded.Responses);
        Assert.Equal(1, recorded.Dropped(LedgerReason.Unpaired));
        Assert.Equal([Ok("1"), timeout], Recorded.From(talk, allowIncomplete: true).Responses);
    }

    [Theory]
    [InlineData(false, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData(false, "HTTP/1.1 200 Connected\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\n\r\n")]
    [InlineData(true, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData(true, "HTTP/1.1 200 Connected\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\n\r\n")]
    public void Record_AfterUpgradeOrTunnel_IgnoresTheRestEvenWhenItOvertakes(bool overtakes, string answer, string request)
    {
        var talk = new TcpTalk().Open().Client(request).Server(answer).Client("\u0081\u0082frame").Client("GET /inside HTTP/1.1\r\n\r\n").Server(Ok("inside")).Close();
        if (overtakes)
        {
            (talk.Frames[4], talk.Frames[5]) = (talk.Frames[5], talk.Frames[4]);
        }

        var recorded = Recorded.From(talk);
        Assert.Equal([request], recorded.Requests);
        Assert.Equal([answer], recorded.Responses);
        Assert.Equal(2, recorded.Messages.Seen);
    }

    [Fact]
    public void Record_UpgradeThatWasRefused_GoesOnWithHttp()
    {
        var upgrade = "GET /1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
        var talk = new TcpTalk().Open().Client(upgrade).Server(Ok("1")).Client(Get("/2")).Server(Ok("2")).Close();
        Assert.Equal([upgrade, Get("/2")], Recorded.From(talk).Requests);
        var requestsOnly = Recorded.From(talk.Frames, new PacketFileInputPlan { Ports = [80] });
        Assert.Equal([upgrade, Get("/2")], requestsOnly.Requests);
        Assert.Empty(requestsOnly.Responses);
    }

    [Fact]
    public void Record_WebSocketWithoutResponses_EndsQuietly()
    {
        var upgrade = "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        var recorded = Recorded.From(new TcpTalk().Open().Client(upgrade).Client("\u0081\u0082frame").Client("Wxyz\u0001").Frames, new PacketFileInputPlan { Ports = [80] });
        Assert.Equal([upgrade], recorded.Requests);
        Assert.Equal(1, recorded.Messages.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Record_CloseDelimitedResponse_IsWholeOnlyWhenTheServerFinished(bool finished)
    {
        var response = "HTTP/1.0 200 OK\r\n\r\n" + s_long;
        var talk = new TcpTalk().Open().Client(Get("/")).Server(response, size: 1000);
        var recorded = Recorded.From(finished ? talk.Close() : talk.Reset(fromClient: false));
        Assert.Equal(finished ? [response] : [], recorded.Responses);
        Assert.Equal(finished ? 0 : 1, recorded.Dropped(LedgerReason.Incomplete));
    }

    [Fact]
    public void Record_GapInsideABody_LosesThatMessageOnly()
    {
        var talk = new TcpTalk().Open().Client(Post("/1", s_long)[..1000]).Client(Post("/1", s_long)[1000..2000]).Lose().Client(Post("/1", s_long)[2000..] + Get("/2"))
            .Server(Ok("1") + Ok("2")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/2")], recorded.Requests);
        Assert.Equal([Ok("2")], recorded.Responses);
        Assert.Equal((1, 1), (recorded.Dropped(LedgerReason.Incomplete), recorded.Dropped(LedgerReason.Unpaired)));

        var incomplete = Recorded.From(talk, allowIncomplete: true);
        Assert.Equal(RecordFlags.Incomplete, incomplete.Records[0].Flags);
        Assert.Equal(Post("/1", s_long).Remove(1000, 1000), incomplete.Requests.First());
        Assert.Equal([Ok("1"), Ok("2")], incomplete.Responses);
    }

    [Fact]
    public void Record_GapAcrossTheEndOfAMessage_GoesOnAtTheNextStart()
    {
        var talk = new TcpTalk().Open().Client(Post("/1", s_long)[..1000]).Client(Post("/1", s_long)[1000..] + Get("/2")[..5]).Lose().Client(Get("/2")[5..])
            .Server(Ok("1")).Server(Ok("2")).Client(Get("/3")).Server(Ok("3")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/3")], recorded.Requests);
        Assert.Equal([Ok("3")], recorded.Responses);
        Assert.Equal((1, 2), (recorded.Dropped(LedgerReason.Incomplete), recorded.Dropped(LedgerReason.Unpaired)));
    }

    [Fact]
    public void Record_WholeRequestLost_ItsResponseIsGivenToNobody()
    {
        var talk = new TcpTalk().Open().Client(Get("/1")).Server(Ok("1")).Client(Get("/2")).Lose().Server(Ok("2")).Client(Get("/3")).Server(Ok("3")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/1"), Get("/3")], recorded.Requests);
        Assert.Equal([Ok("1"), Ok("3")], recorded.Responses);
        Assert.Equal((1, 1), (recorded.Dropped(LedgerReason.Gap), recorded.Dropped(LedgerReason.Unpaired)));
    }

    [Fact]
    public void Record_WholeResponseLost_LaterResponsesStayWithTheirRequests()
    {
        var talk = new TcpTalk().Open().Client(Get("/1")).Server(Ok("1")).Lose().Client(Get("/2")).Server(Ok("2")).Client(Get("/3")).Server(Ok("3")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal(3, recorded.Requests.Count());
        Assert.Equal([Ok("2"), Ok("3")], recorded.Responses);
        Assert.Equal(recorded.Records.Where(record => record.Kind == RecordKind.Request).Skip(1).Select(record => record.Id),
            recorded.Records.Where(record => record.Kind == RecordKind.Response).Select(record => record.Id));
    }

    [Fact]
    public void Record_StartedInTheMiddle_BeginsWithTheNextWholeExchange()
    {
        var talk = new TcpTalk().Client("the rest of a body").Server(Ok("before")).Client(Get("/1")).Server(Ok("1")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/1")], recorded.Requests);
        Assert.Equal([Ok("1")], recorded.Responses);
    }

    [Fact]
    public void Record_NoHttp_IsCountedOnceForEachDirection()
    {
        var talk = new TcpTalk().Open().Client("\u0016\u0003\u0001 hello").Server("\u0016\u0003\u0003 hello").Client("more").Server("more").Close();
        var recorded = Recorded.From(talk);
        Assert.Empty(recorded.Records);
        Assert.Equal((2, 2), (recorded.Messages.Seen, recorded.Dropped(LedgerReason.Unparsable)));
    }

    [Fact]
    public void Record_BodyThatMakesNoSense_IsUnparsableAndItsResponseUnpaired()
    {
        var bad = "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n";
        var talk = new TcpTalk().Open().Client(bad).Server("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").Client(Get("/2")).Server(Ok("2")).Close();
        var recorded = Recorded.From(talk);
        Assert.Equal([Get("/2")], recorded.Requests);
        Assert.Equal([Ok("2")], recorded.Responses);
        Assert.Equal((1, 1), (recorded.Dropped(LedgerReason.Unparsable), recorded.Dropped(LedgerReason.Unpaired)));
    }

    [Fact]
    public void Record_LongerThanMayBeKept_IsCutAndTheNextMessageIsWhole()
    {
        var post = Post("/big", s_long);
        var talk = new TcpTalk().Open().Client(post, size: 700).Client(post + Get("/2")).Server(Ok("1") + Ok("2") + Ok("3")).Close();
        var recorded = Recorded.From(talk.Frames, new PacketFileInputPlan { Ports = [80], TrackResponses = true, MaxMessageBytes = 1024 });
        Assert.Equal([post[..1024], post[..1024], Get("/2")], recorded.Requests);
        Assert.Equal([RecordFlags.Truncated, RecordFlags.Truncated, RecordFlags.None],
            recorded.Records.Where(record => record.Kind == RecordKind.Request).Select(record => record.Flags));
        Assert.Equal(3, recorded.Responses.Count());
    }

    [Fact]
    public void Record_ServerNotCaptured_StillGivesEveryRequestAtBoundedCost()
    {
        var talk = new TcpTalk().Open();
        for (var i = 0; i < 1000; i++)
        {
            talk.Client(Get($"/{i}"));
        }

        Assert.Equal(1000, Recorded.From(talk).Requests.Count());
    }

    [Fact]
    public void Record_RandomBytesInBothDirections_NeverThrowsAndBalances()
    {
        string[] words = [Get("/1"), Ok("2"), "\r\n", "GET ", "HTTP/1.1 ", "100 Continue\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "5\r\n", "0\r\n\r\n", "\0\u00ff", "CONNECT a:1 HTTP/1.1\r\n\r\n"];
        Gen.Select(Gen.Bool, Gen.Int[0, words.Length - 1], Gen.Int[0, 9]).Array[0, 30].Sample(steps =>
        {
            var talk = new TcpTalk().Open();
            foreach (var (fromClient, word, fate) in steps)
            {
                _ = fromClient ? talk.Client(words[word]) : talk.Server(words[word]);
                _ = fate == 0 ? talk.Lose() : talk;
            }

            Recorded.From(talk.Close());
            Recorded.From(talk, allowIncomplete: true);
        });
    }

    private static string Get(string target) => $"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n";

    private static string Post(string target, string body) => $"POST {target} HTTP/1.1\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}";

    private static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
