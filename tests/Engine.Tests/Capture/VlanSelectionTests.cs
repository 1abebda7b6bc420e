using System.Net;
using TapeDeck.Engine.Capture;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Capture;

public class VlanSelectionTests
{
    private static readonly byte[] s_packet = FrameBuilder.IpPacket(IPEndPoint.Parse("10.0.0.5:4000"), IPEndPoint.Parse("10.0.0.9:80"), 1, 1, FrameBuilder.Ack, "x"u8);

    [Theory]
    [InlineData(new int[0], false)]
    [InlineData(new[] { 5 }, true)]
    [InlineData(new[] { 9 }, true)]
    [InlineData(new[] { 0x2005 }, true)] // priority bits are no part of the identifier
    [InlineData(new[] { 6 }, false)]
    [InlineData(new[] { 6, 9 }, true)]
    [InlineData(new[] { 5, 6 }, true)]
    [InlineData(new[] { 6, 7 }, false)]
    public void Takes_FrameWithTags_WhenAnyIsSelected(int[] tags, bool expected) =>
        Assert.Equal(expected, new VlanSelection([5, 9]).Takes(LinkType.Ethernet, FrameBuilder.Ethernet(s_packet, tags)));

    [Fact]
    public void Takes_FrameCutAnywhere_NeverThrows()
    {
        var frame = FrameBuilder.Ethernet(s_packet, 6, 7);
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.False(new VlanSelection([5]).Takes(LinkType.Ethernet, frame.AsSpan(0, length)));
        }
    }
}
