using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Http;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Inputs;

/// <summary>Requests whose bytes on the wire are known: as captured by tcpdump, and played again in every way they can be cut and mixed.</summary>
public class GoldenCaptureTests
{
    private static readonly Dictionary<string, string> s_noHttp = new()
    {
        ["o28-client-fin-before-complete"] = "the client gave up in the middle of the body",
        ["o34-http2-preface"] = "HTTP/2",
    };

    public static TheoryData<string> OddCases => [.. Sent("odd").Where(sent => sent.Bytes is not null).Select(sent => sent.Case)];

    [Theory]
    [InlineData("odd")]
    [InlineData("plain")]
    public async Task ReadAsync_CapturedByTcpdump_GivesEveryRequestByteForByte(string name)
    {
        var plan = new PacketFileInputPlan { File = SharedData.Path("golden", "capture", $"{name}.pcap"), Ports = [18080], TrackResponses = true };
        var recorded = await Recorded.FromFileAsync(plan, TestContext.Current.CancellationToken);
        var requests = recorded.Records.Where(record => record.Kind == RecordKind.Request).ToLookup(record => record.Connection!.Client.Port);
        var responses = recorded.Records.Where(record => record.Kind == RecordKind.Response).ToLookup(record => record.Connection!.Client.Port);
        foreach (var sent in Sent(name))
        {
            Assert.Equal(Expected(sent), Hash(requests[sent.Port].SelectMany(record => record.Payload.ToArray())));
            var answered = s_noHttp.ContainsKey(sent.Case) ? [] : sent.Status;
            Assert.Equal(answered, responses[sent.Port].Select(record => int.Parse(Encoding.ASCII.GetString(record.Payload.Span[9..12]))));
            Assert.All(responses[sent.Port], response => Assert.Contains(requests[sent.Port], request => request.Id == response.Id));
        }

        Assert.Equal(recorded.Records.Count, recorded.Records.Select(record => (record.Id, record.Kind)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(OddCases))]
    public void Record_CutAtEveryByte_GivesTheSameRecords(string name)
    {
        var sent = Sent("odd").Single(sent => sent.Case == name).Bytes!;
        var whole = Recorded.From(new TcpTalk().Open().Client(sent).Close());
        for (var cut = 1; cut < sent.Length; cut++)
        {
            var talk = new TcpTalk().Open().Client(sent.AsSpan(0, cut)).Client(sent.AsSpan(cut)).Close();
            Assert.Equal(whole.Lines, Recorded.From(talk).Lines);
            Assert.Equal(whole.Requests, Recorded.From(talk).Requests);
        }

        Assert.Equal(whole.Lines, Recorded.From(new TcpTalk().Open().Client(sent, size: 1).Close()).Lines);
    }

    [Theory]
    [MemberData(nameof(OddCases))]
    public void Record_ShuffledSegments_GivesTheSameRecords(string name)
    {
        var sent = Sent("odd").Single(sent => sent.Case == name).Bytes!;
        var talk = new TcpTalk().Open().Client(sent, size: (sent.Length / 7) + 1).Close();
        var times = talk.Frames.Select(frame => frame.Timestamp).ToArray();
        var whole = Recorded.From(talk);
        Gen.Shuffle(talk.Frames.ToArray()).Sample(
            shuffled => Recorded.From(
                shuffled.Select((frame, i) => frame with { Timestamp = times[i] }),
                new PacketFileInputPlan { Ports = [80], TrackResponses = true }).Requests.SequenceEqual(whole.Requests),
            iter: 30);
    }

    private static string Expected(SentCase sent)
    {
        if (s_noHttp.ContainsKey(sent.Case))
        {
            return Hash([]);
        }

        if (sent.Bytes is null)
        {
            return sent.Hash;
        }

        var text = Encoding.Latin1.GetString(sent.Bytes).TrimStart('\r', '\n');
        var expect = text.IndexOf("Expect:", StringComparison.OrdinalIgnoreCase);
        return Hash(Encoding.Latin1.GetBytes(expect < 0 ? text : text.Remove(expect, text.IndexOf('\n', expect) + 1 - expect)));
    }

    private static string Hash(IEnumerable<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));

    private static IEnumerable<SentCase> Sent(string name)
    {
        using var sent = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("golden", "capture", $"{name}.sent.json")));
        return [.. sent.RootElement.EnumerateArray().Select(item => new SentCase(
            item.GetProperty("case").GetString()!,
            item.GetProperty("local_port").GetInt32(),
            item.GetProperty("sent_b64").GetString() is { } base64 ? Convert.FromBase64String(base64) : null,
            item.GetProperty("sent_sha256").GetString()!,
            [.. item.GetProperty("status").EnumerateArray().Select(status => status.GetInt32())]))];
    }

    private sealed record SentCase(string Case, int Port, byte[]? Bytes, string Hash, int[] Status);
}
