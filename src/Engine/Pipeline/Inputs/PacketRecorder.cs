using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Binary;
using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Http;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tcp;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The way from a frame to records: decode, put in order, frame messages, pair. All of it on the thread that calls (ADR 4).</summary>
internal sealed class PacketRecorder
{
    private readonly PortSet _servers;
    private readonly FrameDecoder _decoder = new();
    private readonly TcpReassembler _reassembler;
    private readonly LedgerAccount _messages;
    private readonly FrameTally _frames;
    private readonly VlanSelection? _vlans;
    private long _fragmentsLost;
    private long _fragmentsAbsorbed;

    /// <summary>A recorder of the frames of one source.</summary>
    /// <param name="plan">What is wanted.</param>
    /// <param name="patience">How long the first bytes of a connection may wait for its handshake.</param>
    /// <param name="ledger">Where frames and messages are accounted for.</param>
    public PacketRecorder(PacketInputPlan plan, TimeSpan patience, Ledger ledger)
    {
        _servers = new PortSet(plan.Ports);
        _messages = ledger.Account(Ledger.Messages);
        _frames = new FrameTally(ledger.Account(Ledger.Packets));
        _vlans = plan is CaptureInputPlan { Vlans: { Count: > 0 } vlans } ? new VlanSelection(vlans) : null;
        var context = new CaptureContext(_messages, Emitter(plan.RealIpHeader))
        {
            TrackResponses = plan.TrackResponses,
            AllowIncomplete = plan.AllowIncomplete,
            MaxMessageBytes = plan.MaxMessageBytes,
        };
        var limits = new TcpLimits
        {
            Expire = Nanoseconds(plan.Expire),
            Patience = Nanoseconds(patience),
            Memory = Math.Max(new TcpLimits().Memory, 2L * plan.MaxMessageBytes),
            BothDirections = plan.TrackResponses,
        };
        _reassembler = new TcpReassembler(_servers, limits, Protocol(plan, context));
    }

    /// <summary>The records made so far.</summary>
    public RecordBatch Batch { get; } = new();

    /// <summary>Takes a frame of a link layer, borrowed for the call.</summary>
    public void Add(ReadOnlySpan<byte> frame, LinkType link, long timestamp)
    {
        _frames.Seen();
        if (_vlans is not null && !_vlans.Takes(link, frame))
        {
            _frames.Dropped(LedgerReason.OtherEndpoint);
            return;
        }

        switch (_decoder.Decode(frame, link, timestamp, out var segment))
        {
            case FrameVerdict.Segment when !_servers.IsAll && !_servers.Lists(segment.Destination.Port) && !_servers.Lists(segment.Source.Port):
                _frames.Dropped(LedgerReason.OtherEndpoint);
                break;
            case FrameVerdict.Segment:
                Count(_reassembler.Add(segment));
                break;
            case FrameVerdict.NotTcp:
                _frames.Dropped(LedgerReason.NotTcp);
                break;
            case FrameVerdict.Malformed:
                _frames.Dropped(LedgerReason.Malformed);
                break;
            case FrameVerdict.Fragment:
                break; // counted when its datagram is whole or given up
        }
    }

    /// <summary>Lets time pass while no frames come: nanoseconds since the Unix epoch.</summary>
    public void Advance(long now) => _reassembler.Advance(now);

    /// <summary>Accounts for frames that were lost before anybody saw them.</summary>
    public void CountLost(LedgerReason reason, long count)
    {
        _frames.Seen(count);
        _frames.Dropped(reason, count);
    }

    /// <summary>The source is over: makes records of what is still in work.</summary>
    public void End()
    {
        _decoder.Fragments.End();
        _reassembler.End();
    }

    /// <summary>Books the frames in the ledger.</summary>
    public void Book()
    {
        var fragments = _decoder.Fragments;
        _frames.Delivered(fragments.Absorbed - _fragmentsAbsorbed);
        _frames.Dropped(LedgerReason.FragmentLost, fragments.Lost - _fragmentsLost);
        (_fragmentsAbsorbed, _fragmentsLost) = (fragments.Absorbed, fragments.Lost);
        _frames.Book();
    }

    /// <summary>The batch to hand on, booked as delivered together with the frames so far.</summary>
    public ReadOnlyMemory<Record> Deliver()
    {
        var batch = Batch.Take();
        _messages.Delivered(batch.Length);
        Book();
        return batch;
    }

    private static ITcpProtocol Protocol(PacketInputPlan plan, CaptureContext context) => plan.Protocol == StreamProtocol.Binary
        ? new BinaryCaptureProtocol(context, Nanoseconds(plan.Expire))
        : new HttpCaptureProtocol(context);

    private Action<Record> Emitter(string? realIpHeader)
    {
        if (string.IsNullOrEmpty(realIpHeader))
        {
            return Batch.Add;
        }

        var header = new ClientAddressHeader(realIpHeader);
        return record => Batch.Add(header.Set(record));
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private void Count(SegmentFate fate)
    {
        switch (fate)
        {
            case SegmentFate.Duplicate:
                _frames.Dropped(LedgerReason.Duplicate);
                break;
            case SegmentFate.Unwanted:
                _frames.Filtered();
                break;
            default:
                _frames.Delivered();
                break;
        }
    }
}
