using TapeDeck.Engine.Capture;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Pipeline.Inputs;

/// <summary>The sources of frames that a plan means, some of which may come and go while it runs. Safe to use from several threads.</summary>
internal sealed class CaptureSources : IDisposable
{
    /// <summary>Several interfaces share the buffer asked for, but none gets less than this.</summary>
    private const long LeastBuffer = 8 << 20;

    private readonly CaptureInputPlan? _interfaces;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<ILiveFrameSource> _open;
    private readonly List<ILiveFrameSource> _lost = [];
    private readonly HashSet<string> _refused = [];
    private readonly List<string> _changes = [];

    private CaptureSources(string name, CaptureInputPlan? interfaces, List<ILiveFrameSource> open, TimeProvider time) =>
        (Name, _interfaces, _open, _time) = (name, interfaces, open, time);

    /// <summary>What they are together.</summary>
    public string Name { get; }

    /// <summary>Whether interfaces that appear later are captured too.</summary>
    public bool MayGrow => _interfaces is not null && CaptureTarget.MayGrow(_interfaces);

    /// <summary>Those that are open.</summary>
    public IReadOnlyList<ILiveFrameSource> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _open];
            }
        }
    }

    /// <summary>What they listen to: a line each.</summary>
    public IReadOnlyList<string> Notes => [.. All.Select(source => source.Note)];

    /// <summary>What came and went: a line each.</summary>
    public IReadOnlyList<string> Changes
    {
        get
        {
            lock (_lock)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Opens them all, or throws <see cref="PlanException"/> and leaves none open.</summary>
    public static CaptureSources Open(PacketInputPlan plan, TimeProvider time)
    {
        if (plan is VxlanInputPlan vxlan)
        {
            var receiver = VxlanReceiver.Open(vxlan, time);
            return new CaptureSources(receiver.Name, null, [receiver], time);
        }

        var interfaces = (CaptureInputPlan)plan;
        var targets = CaptureTarget.Find(interfaces);
        var share = interfaces with { BufferBytes = Math.Max(interfaces.BufferBytes / targets.Count, Math.Min(interfaces.BufferBytes, LeastBuffer)) };
        var open = new List<ILiveFrameSource>();
        try
        {
            open.AddRange(targets.Select(target => Open(target, share, time)));
        }
        catch
        {
            open.ForEach(source => source.Dispose());
            throw;
        }

        return new CaptureSources(open.Count == 1 ? open[0].Name : interfaces.Interface ?? "all", interfaces, open, time);
    }

    /// <summary>Opens interfaces that have appeared since; those that cannot be opened are named in <see cref="Changes"/> once.</summary>
    public IReadOnlyList<ILiveFrameSource> OpenNew()
    {
        var found = new List<ILiveFrameSource>();
        foreach (var target in NewTargets())
        {
            try
            {
                found.Add(Open(target, _interfaces! with { BufferBytes = Math.Min(_interfaces.BufferBytes, LeastBuffer) }, _time));
            }
            catch (PlanException refused)
            {
                Refuse(target.Name, refused);
            }
        }

        lock (_lock)
        {
            _open.AddRange(found);
            _changes.AddRange(found.Select(source => $"{source.Name} has appeared: {source.Note}"));
        }

        return found;
    }

    /// <summary>A source broke off; true when the others go on and it may come back.</summary>
    public bool TryLose(ILiveFrameSource source, string reason)
    {
        if (!MayGrow)
        {
            return false;
        }

        lock (_lock)
        {
            _open.Remove(source);
            _lost.Add(source);
            _changes.Add(reason);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.ForEach(source => source.Dispose());
        _lost.ForEach(source => source.Dispose());
    }

    private static ILiveFrameSource Open(CaptureTarget target, CaptureInputPlan plan, TimeProvider time) =>
        plan.Engine == CaptureEngine.AfPacket ? PacketSocket.Open(target, plan) : PacketDevice.Open(target, plan, time);

    private List<CaptureTarget> NewTargets()
    {
        var targets = CaptureTarget.FindNow(_interfaces!);
        lock (_lock)
        {
            return [.. targets.Where(target => !_open.Exists(source => source.Name == target.Name) && !_refused.Contains(target.Name))];
        }
    }

    private void Refuse(string name, PlanException refused)
    {
        lock (_lock)
        {
            _refused.Add(name);
            _changes.AddRange(refused.Faults.Select(fault => $"{name} has appeared and is not captured: {fault.Message}"));
        }
    }
}
