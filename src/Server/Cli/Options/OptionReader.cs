using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Options;

/// <summary>What the families read: the values of sound options. What they make of them is collected here. One use.</summary>
internal sealed class OptionReader(ParseResult result, OptionFaults faults)
{
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, string> _sources = [];

    public List<InputPlan> Inputs { get; } = [];

    public List<OutputPlan> Outputs { get; } = [];

    public List<RulePlan> Rules { get; } = [];

    /// <summary>What is allowed and perhaps not meant.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Which option filled a part of the plan, by JSON pointer.</summary>
    public IReadOnlyDictionary<string, string> Sources => _sources;

    public bool IsGiven(Option option) => faults.IsGiven(option);

    public bool IsSound(Option option) => faults.IsSound(option);

    /// <summary>The value of a sound option; false when it was not given or is wrong.</summary>
    public bool TryGet<T>(Option<T> option, [MaybeNullWhen(false)] out T value)
    {
        value = IsSound(option) ? result.GetValue(option) : default;
        return IsSound(option) && value is not null;
    }

    public bool IsOn(Option<Toggle> option) => TryGet(option, out var toggle) && toggle == Toggle.On;

    public IReadOnlyList<T> Values<T>(Option<IReadOnlyList<T>> option) => TryGet(option, out var values) ? values : [];

    /// <summary>The values that followed each use of an option that takes several.</summary>
    public IEnumerable<IReadOnlyList<T>> ValuesByUse<T>(Option<IReadOnlyList<T>> option)
    {
        var values = new Queue<T>(Values(option));
        return faults.ValuesPerUse(option)
            .Select(count => (IReadOnlyList<T>)[.. Enumerable.Range(0, Math.Min(count, values.Count)).Select(_ => values.Dequeue())])
            .Where(use => use.Count > 0);
    }

    public void Add(Option head, InputPlan input)
    {
        Note($"/inputs/{Inputs.Count}", head);
        Inputs.Add(input);
    }

    public void Add(Option head, OutputPlan output)
    {
        Note($"/outputs/{Outputs.Count}", head);
        Outputs.Add(output);
    }

    public void Add(Option head, RulePlan rule)
    {
        Note($"/rules/{Rules.Count}", head);
        Rules.Add(rule);
    }

    /// <summary>Remembers that an option filled the part of the plan at the pointer.</summary>
    public void Note(string pointer, Option option) => _sources[pointer] = faults.NameOf(option);

    /// <summary>Says what is wrong with an option; once, however many parts it fills.</summary>
    public void Fault(Option option, string message) => faults.Add(option, message);

    /// <summary>The values of two options of which neither works alone; a fault when only one is given.</summary>
    public bool TryGetBoth<T1, T2>(Option<T1> first, Option<T2> second, [MaybeNullWhen(false)] out T1 value1, [MaybeNullWhen(false)] out T2 value2)
    {
        if (IsGiven(first) != IsGiven(second))
        {
            var (given, missing) = IsGiven(first) ? ((Option)first, (Option)second) : (second, first);
            Fault(given, $"needs {missing.Name}");
        }

        return TryGet(first, out value1) & TryGet(second, out value2);
    }

    /// <summary>Says what is perhaps not meant; once.</summary>
    public void Warn(Option option, string message)
    {
        var text = $"{faults.NameOf(option)}: {message}";
        if (!_warnings.Contains(text))
        {
            _warnings.Add(text);
        }
    }

    /// <summary>Warns of options that were given although what they add to is not there.</summary>
    public void WarnUnless(bool isThere, Option needed, params IReadOnlyList<Option> options)
    {
        foreach (var option in options.Where(option => !isThere && IsGiven(option)))
        {
            Warn(option, $"has no effect without {needed.Name}");
        }
    }
}
