using System.Buffers.Binary;

namespace TapeDeck.Engine.Capture;

/// <summary>Which VLANs' frames are wanted: those of which any tag (IEEE 802.1Q, 802.1ad) bears one of the identifiers.</summary>
/// <param name="identifiers">0–4094 each; at least one.</param>
internal sealed class VlanSelection(IReadOnlyList<int> identifiers)
{
    private const int TagLength = 4;
    private const int IdentifierBits = 0x0FFF;

    /// <summary>Whether a frame belongs to one of them; only Ethernet and Linux cooked frames have tags.</summary>
    public bool Takes(LinkType link, ReadOnlySpan<byte> frame)
    {
        var (protocolAt, header) = link switch
        {
            LinkType.Ethernet => (12, 14),
            LinkType.Cooked => (14, 16),
            LinkType.CookedV2 => (0, 20),
            _ => (0, int.MaxValue),
        };
        if (frame.Length < header)
        {
            return false;
        }

        var protocol = BinaryPrimitives.ReadUInt16BigEndian(frame[protocolAt..]);
        for (var tag = frame[header..]; protocol is 0x8100 or 0x88A8 or 0x9100 or 0x9200 && tag.Length >= TagLength; tag = tag[TagLength..])
        {
            if (identifiers.Contains(BinaryPrimitives.ReadUInt16BigEndian(tag) & IdentifierBits))
            {
                return true;
            }

            protocol = BinaryPrimitives.ReadUInt16BigEndian(tag[2..]);
        }

        return false;
    }
}
