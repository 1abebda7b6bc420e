using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using TapeDeck.Client.Formatting;
using TapeDeck.Engine;

namespace TapeDeck.Client.Components;

public sealed partial class Histogram
{
    private const int Height = 100;
    private const int MostTicks = 9;
    private static readonly int[] s_order = [2, 3, 0, 1, 4, 5];

    private readonly string _clip = $"h{Guid.NewGuid():N}"[..9];
    private readonly List<(string Moment, string Place)> _ticks = [];
    private DotNetObjectReference<Histogram>? _self;
    private ElementReference _bars;
    private ExchangeTimeline? _shown;
    private Clock? _shownClock;
    private MarkupString _stack;
    private long _top = 1;
    private int _active;
    private int _anchor;

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter, EditorRequired] public required ExchangeTimeline Timeline { get; set; }

    [Parameter, EditorRequired] public required Clock Clock { get; set; }

    /// <summary>What is counted: <c>Exchanges</c>.</summary>
    [Parameter, EditorRequired] public string What { get; set; } = "";

    [Parameter] public string? Note { get; set; }

    /// <summary>The chosen range, nanoseconds since the Unix epoch, its end not included; null for all.</summary>
    [Parameter] public (long From, long To)? Range { get; set; }

    /// <summary>A range was chosen, or null: all again.</summary>
    [Parameter] public EventCallback<(long From, long To)?> OnRange { get; set; }

    private int Count => Timeline.Spans.Count;

    private string Title => Count == 0 ? What : $"{What} per {Format.Period(Timeline.Step)}";

    private MarkupString Stack => _stack;

    /// <summary>The spans that the range touches.</summary>
    private (int First, int Last)? Chosen => Range is { } range && Count > 0
        ? (IndexOf(range.From), Math.Max(IndexOf(range.From), IndexOf(range.To - 1)))
        : null;

    /// <summary>The browser tells which spans were dragged over; −1 for a double click: all again.</summary>
    [JSInvokable]
    public Task Dragged(int first, int last) => first < 0 ? OnRange.InvokeAsync(null) : ChooseAsync(first, last);

    public async ValueTask DisposeAsync()
    {
        if (_self is not null)
        {
            try
            {
                await Js.InvokeVoidAsync("tapedeck.histogram.detach", _bars);
            }
            catch (JSDisconnectedException)
            {
                // The tab was closed.
            }

            _self.Dispose();
        }
    }

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Timeline) && ReferenceEquals(_shownClock, Clock))
        {
            return;
        }

        (_shown, _shownClock) = (Timeline, Clock);
        _active = Math.Clamp(_active, 0, Math.Max(0, Count - 1));
        _top = RoundUp(Count == 0 ? 1 : Timeline.Spans.Max(span => span.Total));
        _stack = (MarkupString)Paths();
        SetTicks();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            await Js.InvokeVoidAsync("tapedeck.histogram.attach", _bars, _self);
        }
    }

    /// <summary>The next of 1, 2, 5, 10, 20, 50, …: a scale that people read at a glance.</summary>
    internal static long RoundUp(long value)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var factor in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (factor * power >= value || power >= long.MaxValue / 100)
                {
                    return factor * power;
                }
            }
        }
    }

    private static string Place(double first, double end, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"left:{first / count * 100:0.###}%;width:{(end - first) / count * 100:0.###}%");

    private string Place(int first, int end) => Place(first, end, Count);

    private string SpanId(int index) => $"{_clip}-{index}";

    private long StartOf(int index) => Timeline.Start + (index * Timeline.Step);

    private int IndexOf(long moment) => (int)Math.Clamp((moment - Timeline.Start) / Timeline.Step, 0, Math.Max(0, Count - 1));

    private string Said(int index)
    {
        var span = Timeline.Spans[index];
        return $"{Clock.Moment(StartOf(index), Timeline.Step)}, {Format.Count(span.Total, "exchange")}{(span.Errors > 0 ? $", {Format.Count(span.Errors, "error")}" : "")}";
    }

    /// <summary>One path a status class: few elements, however many bars.</summary>
    private string Paths()
    {
        var paths = new StringBuilder();
        foreach (var group in s_order)
        {
            var path = new StringBuilder();
            for (var i = 0; i < Count; i++)
            {
                var below = s_order.TakeWhile(other => other != group).Sum(other => Timeline.Spans[i].ByStatusClass[other]);
                if (Timeline.Spans[i].ByStatusClass[group] is var count and > 0)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{i + 0.08:0.##},{Y(below):0.##}h.84V{Y(below + count):0.##}h-.84z");
                }
            }

            if (path.Length > 0)
            {
                paths.Append(CultureInfo.InvariantCulture, $"<path class=\"f{group}\" d=\"{path}\"/>");
            }
        }

        return paths.ToString();
    }

    private double Y(long count) => Height - (Height * (double)count / _top);

    private void SetTicks()
    {
        _ticks.Clear();
        var length = Count * Timeline.Step;
        if (length == 0)
        {
            return;
        }

        var step = Math.Max(TimeStep.Covering(length, MostTicks), Timeline.Step);
        for (var tick = (Timeline.Start + step - 1) / step * step; tick < Timeline.Start + length; tick += step)
        {
            _ticks.Add((Clock.Moment(tick, step), ((tick - Timeline.Start) * 100.0 / length).ToString("0.##", CultureInfo.InvariantCulture)));
        }
    }

    private Task ChooseAsync(int first, int last)
    {
        (_anchor, _active) = (first, last);
        var (from, to) = (Math.Clamp(Math.Min(first, last), 0, Count - 1), Math.Clamp(Math.Max(first, last), 0, Count - 1));
        return OnRange.InvokeAsync((StartOf(from), StartOf(to + 1)));
    }

    private Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key is "Enter" or " " && Count > 0)
        {
            return ChooseAsync(_active, _active);
        }

        if (key.Key is "Delete" or "Backspace")
        {
            return OnRange.InvokeAsync(null);
        }

        var target = key.Key switch { "ArrowLeft" => _active - 1, "ArrowRight" => _active + 1, "Home" => 0, "End" => Count - 1, _ => -1 };
        if (target < 0 || target >= Count)
        {
            return Task.CompletedTask;
        }

        _active = target;
        if (key.ShiftKey)
        {
            return ChooseAsync(_anchor, target);
        }

        _anchor = target;
        return Task.CompletedTask;
    }
}
