using System.Text;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Http;

/// <summary>What comes out when frames are recorded; the ledger has been seen to balance.</summary>
internal sealed class Recorded
{
    private Recorded(List<Record> records, IReadOnlyList<LedgerEntry> accounts)
    {
        Records = records;
        Messages = accounts.Single(account => account.Name == Ledger.Messages);
        Frames = accounts.Single(account => account.Name == Ledger.Packets);
    }

    public List<Record> Records { get; }

    public LedgerEntry Messages { get; }

    public LedgerEntry Frames { get; }

    /// <summary>One line for each record: the connection's message number by id, kind, first line, length.</summary>
    public IEnumerable<string> Lines => Records.Select(Line);

    /// <summary>Payloads of the requests as text.</summary>
    public IEnumerable<string> Requests => Payloads(RecordKind.Request);

    /// <summary>Payloads of the responses as text.</summary>
    public IEnumerable<string> Responses => Payloads(RecordKind.Response);

    /// <summary>Records Ethernet frames of a connection to port 80, responses included.</summary>
    public static Recorded From(TcpTalk talk, bool allowIncomplete = false) =>
        From(talk.Frames, new PacketFileInputPlan { Ports = [80], TrackResponses = true, AllowIncomplete = allowIncomplete });

    /// <summary>Records Ethernet frames.</summary>
    public static Recorded From(IEnumerable<CapturedFrame> frames, PacketInputPlan plan)
    {
        var ledger = new Ledger();
        var recorder = new PacketRecorder(plan, TimeSpan.FromSeconds(1), ledger);
        foreach (var frame in frames)
        {
            recorder.Add(frame.Bytes, LinkType.Ethernet, frame.Timestamp);
        }

        recorder.End();
        var records = recorder.Deliver().ToArray();
        var accounts = ledger.Snapshot();
        Assert.All(accounts, account => Assert.True(account.InFlight == 0, $"{account.Name}: {account.InFlight} in flight"));
        return new Recorded([.. records], accounts);
    }

    /// <summary>Reads a capture file to its end.</summary>
    public static async Task<Recorded> FromFileAsync(PacketFileInputPlan plan, CancellationToken cancellationToken)
    {
        var ledger = new Ledger();
        var records = new List<Record>();
        await using var input = PacketFileInput.Open(plan, ledger);
        await foreach (var batch in input.ReadAsync(cancellationToken))
        {
            records.AddRange(batch.Span);
        }

        var accounts = ledger.Snapshot();
        Assert.All(accounts, account => Assert.True(account.InFlight == 0, $"{plan.File} {account.Name}: {account.InFlight} in flight"));
        return new Recorded(records, accounts);
    }

    public long Dropped(LedgerReason reason) => Messages.Dropped.GetValueOrDefault(reason);

    private static string Line(Record record)
    {
        var text = Encoding.Latin1.GetString(record.Payload.Span);
        var flags = record.Flags == RecordFlags.None ? "" : $" {record.Flags}";
        return $"{record.Kind} {record.Id} {text.Split('\r', '\n')[0]} {text.Length}{flags}";
    }

    private IEnumerable<string> Payloads(RecordKind kind) =>
        Records.Where(record => record.Kind == kind).Select(record => Encoding.Latin1.GetString(record.Payload.Span));
}
