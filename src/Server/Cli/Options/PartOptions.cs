using System.CommandLine;
using TapeDeck.Server.Cli.Values;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Options that each fill a member of a <typeparamref name="TPart"/>: one line says name, member, help and both directions.</summary>
/// <param name="defaults">A part as it is when no option is given.</param>
/// <param name="needs">What must be given for these options to have an effect; null when it is what the family begins with.</param>
internal sealed class PartOptions<TPart>(TPart defaults, string? needs = null) : IPartOptions
    where TPart : class
{
    private readonly List<Entry> _entries = [];
    private readonly List<Action<OptionReader, TPart>> _checks = [];

    public IEnumerable<Option> Options => _entries.Select(entry => entry.Option);

    public string? Needs => needs;

    /// <summary>A switch.</summary>
    public PartOptions<TPart> Switch(string name, string member, string help, Func<TPart, bool> get, Func<TPart, bool, TPart> set) =>
        Switch(OptionKinds.Flag(name, help), member, get, set);

    /// <summary>A switch that is declared elsewhere.</summary>
    public PartOptions<TPart> Switch(Option<Toggle> option, string member, Func<TPart, bool> get, Func<TPart, bool, TPart> set) => Add(
        option, member, (reader, part) => set(part, reader.IsOn(option)), part => [get(part) ? "true" : "false"]);

    /// <summary>One value. Null is never written.</summary>
    public PartOptions<TPart> Value<T>(ValueKind<T> kind, string name, string member, string help, Func<TPart, T?> get, Func<TPart, T, TPart> set) =>
        Value(kind, OptionKinds.Single(name, kind, help), member, get, set);

    /// <summary>One value of an option that is declared elsewhere.</summary>
    public PartOptions<TPart> Value<T>(ValueKind<T> kind, Option<T> option, string member, Func<TPart, T?> get, Func<TPart, T, TPart> set) => Add(
        option,
        member,
        (reader, part) => reader.TryGet(option, out var value) ? set(part, value) : part,
        part => get(part) is { } value ? [kind.Format(value)] : []);

    /// <summary>Several values.</summary>
    public PartOptions<TPart> List<T>(ValueKind<T> kind, string name, string member, string help, Func<TPart, IReadOnlyList<T>> get, Func<TPart, IReadOnlyList<T>, TPart> set)
    {
        var option = OptionKinds.List(name, kind.Name, help, kind.Parse);
        return Add(option, member, (reader, part) => set(part, reader.Values(option)), part => [.. get(part).Select(kind.Format)]);
    }

    /// <summary>The options of a part of the part.</summary>
    public PartOptions<TPart> Include<TInner>(string member, PartOptions<TInner> inner, Func<TPart, TInner> get, Func<TPart, TInner, TPart> set)
        where TInner : class
    {
        foreach (var (option, innerMember, read, write) in inner._entries)
        {
            Add(option, $"{member}/{innerMember}", (reader, part) => set(part, read(reader, get(part))), part => write(get(part)));
        }

        _checks.AddRange(inner._checks.Select<Action<OptionReader, TInner>, Action<OptionReader, TPart>>(check => (reader, part) => check(reader, get(part))));
        return this;
    }

    /// <summary>Looks at the finished part and tells the reader what is wrong.</summary>
    public PartOptions<TPart> Check(Action<OptionReader, TPart> check)
    {
        _checks.Add(check);
        return this;
    }

    public bool Fits(object part) => part is TPart;

    public object Read(OptionReader reader, string pointer, object part)
    {
        var result = (TPart)part;
        foreach (var (option, member, read, _) in _entries.Where(entry => reader.IsGiven(entry.Option)))
        {
            reader.Note($"{pointer}/{member}", option);
            result = reader.IsSound(option) ? read(reader, result) : result;
        }

        foreach (var check in _checks)
        {
            check(reader, result);
        }

        return result;
    }

    public void Write(OptionWriter writer, object part)
    {
        foreach (var (option, _, _, write) in _entries)
        {
            var values = write((TPart)part);
            if (!values.SequenceEqual(write(defaults)))
            {
                writer.Set(option, values);
            }
        }
    }

    private PartOptions<TPart> Add(Option option, string member, Func<OptionReader, TPart, TPart> read, Func<TPart, IReadOnlyList<string>> write)
    {
        _entries.Add(new Entry(option, member, read, write));
        return this;
    }

    private sealed record Entry(Option Option, string Member, Func<OptionReader, TPart, TPart> Read, Func<TPart, IReadOnlyList<string>> Write);
}
