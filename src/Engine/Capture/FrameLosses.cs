namespace TapeDeck.Engine.Capture;

/// <summary>Frames that a source did not hand over since it was last asked.</summary>
/// <param name="Kernel">For want of room in the kernel's buffer.</param>
/// <param name="Interface">By the network interface.</param>
/// <param name="Foreign">Of a network that is not wanted.</param>
/// <param name="Malformed">That are none.</param>
internal readonly record struct FrameLosses(long Kernel, long Interface, long Foreign = 0, long Malformed = 0);
