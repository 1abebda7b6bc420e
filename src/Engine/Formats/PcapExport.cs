using System.Buffers;
using System.Buffers.Binary;

namespace TapeDeck.Engine.Formats;

/// <summary>
/// Exchanges as packets of TCP connections that are made up around them, one an exchange, in nanosecond pcap. The bytes of the messages and their times are the
/// recorded ones; addresses and ports are not, recordings do not have them.
/// </summary>
public sealed class PcapExport : IExchangeExport
{
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int SnapLength = 262_144;
    private const int Ethernet = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private readonly RecordOrder _order = new();
    private readonly Dictionary<RecordedExchange, PacketTalk> _open = new(ReferenceEqualityComparer.Instance);
    private long _talks;

    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target)
    {
        var header = target.GetSpan(24)[..24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], Ethernet);
        target.Advance(24);
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        foreach (var next in _order.Add(exchange))
        {
            Write(target, next);
        }
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
        foreach (var next in _order.End())
        {
            Write(target, next);
        }
    }

    private void Write(IBufferWriter<byte> target, OrderedRecord next)
    {
        var isFirst = next.Record.Kind == RecordKind.Request || next.Exchange.Request is null;
        var isLast = next.Record.Kind == RecordKind.Response || next.Exchange.Response is null;
        var talk = isFirst ? _open[next.Exchange] = new PacketTalk(_talks++, next.Exchange.Summary.Host) : _open[next.Exchange];
        foreach (var frame in talk.FramesOf(next.Record, isFirst, isLast))
        {
            Write(target, next.Record.Timestamp, frame);
        }

        if (isLast)
        {
            _open.Remove(next.Exchange);
        }
    }

    private static void Write(IBufferWriter<byte> target, long timestamp, byte[] frame)
    {
        var header = target.GetSpan(16)[..16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(timestamp / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(timestamp % NanosecondsPerSecond));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], frame.Length);
        target.Advance(16);
        target.Write(frame);
    }
}
