using System.CommandLine;

namespace TapeDeck.Server.Cli.Options;

/// <summary>
/// Options that belong together: what they are called, how a plan is read from them, how they are written from a plan, and which member of the plan each
/// fills, so that a fault of the plan can be told in the words of the command line.
/// </summary>
internal abstract class OptionFamily
{
    /// <summary>What the family is for; a heading of the help text.</summary>
    public abstract string Title { get; }

    /// <summary>Options that each make an input, output or rule.</summary>
    public virtual IReadOnlyList<Option> Heads => [];

    /// <summary>Options that fill members of parts, of the family's own kinds or of the plan.</summary>
    public virtual IReadOnlyList<IPartOptions> Details => [];

    /// <summary>Options that are taken and do nothing here; each with the reason.</summary>
    public virtual IReadOnlyList<(Option Option, string Reason)> Idle => [];

    /// <summary>All of them, in the order of the help text.</summary>
    public IEnumerable<Option> Options => Heads.Concat(Details.SelectMany(details => details.Options)).Concat(Idle.Select(idle => idle.Option)).Distinct();

    /// <summary>Makes a part for each value of the heads.</summary>
    public virtual void Read(OptionReader reader)
    {
    }

    /// <summary>Writes the head of an input or output; false when it is of another family.</summary>
    public virtual bool TryWrite(OptionWriter writer, object part) => false;

    /// <summary>The part with what the family's options say of such parts.</summary>
    public T Complete<T>(OptionReader reader, string pointer, T part)
        where T : class =>
        Details.Where(details => details.Fits(part)).Aggregate(part, (result, details) => (T)details.Read(reader, pointer, result));

    /// <summary>Writes the options that make a part, or the plan itself, what it is.</summary>
    public void WriteDetails(OptionWriter writer, object part)
    {
        foreach (var details in Details.Where(details => details.Fits(part)))
        {
            details.Write(writer, part);
        }
    }
}
