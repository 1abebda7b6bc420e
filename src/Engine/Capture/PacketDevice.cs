using System.Runtime.InteropServices;
using SharpPcap;
using SharpPcap.LibPcap;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Capture;

/// <summary>A network interface captured through libpcap.</summary>
internal sealed partial class PacketDevice : ILiveFrameSource
{
    private const int Frame = 1;
    private const int NoFrameYet = 0;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const short Readable = 1;
    private const int PacketLevel = 263;
    private const int IgnoreOutgoing = 23;

    private static readonly TimeSpan s_usualDelay = TimeSpan.FromMilliseconds(10);

    private readonly PollableDevice _device;
    private readonly long _fraction;
    private readonly bool _seesTwice;
    private readonly TimeProvider? _clock;
    private readonly PacketLosses _losses;

    private PacketDevice(PollableDevice device, string filter, bool seesTwice, TimeSpan delay, TimeProvider? clock)
    {
        (_device, _seesTwice, _clock, Delay) = (device, seesTwice, clock, delay);
        _losses = new PacketLosses(device.Descriptor, device.Name);
        Link = (LinkType)device.LinkType;
        _fraction = device.TimestampResolution == TimestampResolution.Nanosecond ? 1 : 1000;
        Note = $"capturing on {device.Name}{PacketBuffer.Describe(device.Descriptor)}: {filter}";
    }

    /// <inheritdoc/>
    public string Name => _device.Name;

    /// <inheritdoc/>
    public string Note { get; }

    /// <inheritdoc/>
    public LinkType Link { get; }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public TimeSpan Delay { get; }

    /// <summary>Longest time for which the kernel keeps a frame to itself.</summary>
    public static TimeSpan DelayOf(CaptureInputPlan plan) => plan.BufferTimeout is { Ticks: > 0 } wanted ? wanted : s_usualDelay;

    /// <summary>
    /// Opens an interface with the plan's filter or one made for it; what is wrong is said as a fault of <c>/interface</c>, <c>/filter</c> or
    /// <c>/timestampType</c>.
    /// </summary>
    public static PacketDevice Open(CaptureTarget target, CaptureInputPlan plan, TimeProvider time)
    {
        var clock = CaptureClock.Find(target.Adapter, plan.TimestampType);
        var device = new PollableDevice(target.Adapter);
        try
        {
            var configuration = new DeviceConfiguration
            {
                Mode = plan.Promiscuous ? DeviceModes.Promiscuous : DeviceModes.None,
                Snaplen = plan.SnapshotLength,
                BufferSize = (int)Math.Min(plan.BufferBytes, int.MaxValue),
                ReadTimeout = (int)Math.Max(1, DelayOf(plan).TotalMilliseconds),
                Monitor = plan.Monitor ? MonitorMode.Active : null,
                TimestampResolution = TimestampResolution.Nanosecond,
                TimestampType = clock.Type,
            };
            configuration.ConfigurationFailed += (_, _) => { }; // a setting that this interface lacks does not hinder capture
            device.Open(configuration);
            device.NonBlockingMode = true;
        }
        catch (PcapException failure)
        {
            device.Dispose();
            throw new PlanException([PlanFault.Refusal("/interface", CaptureDeviceList.Explain(target.Adapter.Name, failure))]);
        }

        var mayBeTagged = (LinkType)device.LinkType == LinkType.Ethernet && !device.Loopback;
        var filter = plan.Filter ?? CaptureFilter.Build(plan.Ports, target.Hosts, plan.TrackResponses, mayBeTagged);
        CaptureFilter.Apply(device, filter);
        var seesTwice = device.Loopback && !TryIgnoreOutgoing(device.Descriptor);
        return new PacketDevice(device, filter, seesTwice, DelayOf(plan), clock.IsReader ? time : null);
    }

    /// <inheritdoc/>
    public unsafe bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        nint header = 0, bytes = 0;
        var result = _device.GetNextPacketPointers(ref header, ref bytes);
        if (result != Frame)
        {
            Failure = result == NoFrameYet ? null : _device.LastError;
            frame = default;
            timestamp = 0;
            return false;
        }

        ref readonly var read = ref *(FrameHeader*)header;
        frame = new ReadOnlySpan<byte>((void*)bytes, (int)read.Captured);
        timestamp = _clock is null
            ? (read.Seconds * NanosecondsPerSecond) + (read.Fraction * _fraction)
            : (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    /// <inheritdoc/>
    public unsafe void Wait(TimeSpan time)
    {
        var descriptor = new PollDescriptor { Descriptor = _device.Descriptor, Events = Readable };
        _ = Poll(&descriptor, 1, (int)time.TotalMilliseconds);
    }

    /// <inheritdoc/>
    public FrameLosses ReadLosses()
    {
        var lost = _losses.Read();
        return _seesTwice ? lost with { Kernel = (lost.Kernel + 1) / 2 } : lost;
    }

    /// <summary>The loopback shows each frame going out and coming in; libpcap throws one away, the kernel need not even keep it.</summary>
    private static unsafe bool TryIgnoreOutgoing(int descriptor)
    {
        var on = 1;
        return SetSocketOption(descriptor, PacketLevel, IgnoreOutgoing, &on, sizeof(int)) == 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static unsafe partial int SetSocketOption(int socket, int level, int option, void* value, int length);

    /// <summary>libpcap's header of a frame, as 64-bit Unix lays it out.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct FrameHeader
    {
        public readonly long Seconds;
        public readonly long Fraction;
        public readonly uint Captured;
        public readonly uint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    private sealed class PollableDevice(PcapInterface adapter) : LibPcapLiveDevice(adapter)
    {
        public int Descriptor => FileDescriptor;
    }
}
