using PacketDotNet;
using SharpPcap.LibPcap;

namespace TapeDeck.Engine.Capture;

/// <summary>A BPF expression over frames of several link layers: libpcap translates it for each of them when the first frame comes.</summary>
internal sealed class FrameFilter : IDisposable
{
    private readonly string _expression;
    private readonly Dictionary<LinkType, BpfProgram> _programs = [];

    /// <summary>Translates it for one link layer at once; libpcap's complaint becomes a fault of <c>/filter</c>.</summary>
    public FrameFilter(string expression, LinkType link)
    {
        _expression = expression;
        Find(link);
    }

    /// <summary>Whether a frame is wanted.</summary>
    public bool Passes(ReadOnlySpan<byte> frame, LinkType link) => Find(link).Matches(frame);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var program in _programs.Values)
        {
            program.Dispose();
        }
    }

    private BpfProgram Find(LinkType link)
    {
        if (!_programs.TryGetValue(link, out var program))
        {
            // Files number raw IP in another way than libpcap does.
            var layer = (LinkLayers)(link == LinkType.Raw ? LinkType.RawLinux : link);
            program = _programs[link] = CaptureFilter.Accept(_expression, () => BpfProgram.Create(layer, _expression, 1, 0));
        }

        return program;
    }
}
