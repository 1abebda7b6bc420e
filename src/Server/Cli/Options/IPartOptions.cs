using System.CommandLine;

namespace TapeDeck.Server.Cli.Options;

/// <summary>Options that each fill a member of the parts of one kind.</summary>
internal interface IPartOptions
{
    /// <summary>In the order of the help text.</summary>
    IEnumerable<Option> Options { get; }

    /// <summary>What must be given for these options to have an effect, for a warning; null when it is what the family begins with.</summary>
    string? Needs { get; }

    /// <summary>Whether a part is of this kind.</summary>
    bool Fits(object part);

    /// <summary>The part with what the options say; notes under <paramref name="pointer"/> which option filled which member.</summary>
    object Read(OptionReader reader, string pointer, object part);

    /// <summary>Gives the options that make the part what it is.</summary>
    void Write(OptionWriter writer, object part);
}
