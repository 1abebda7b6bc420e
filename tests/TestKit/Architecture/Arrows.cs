using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace TapeDeck.TestKit.Architecture;

/// <summary>Who depends on whom in some assemblies, by namespace.</summary>
public sealed class Arrows(params System.Reflection.Assembly[] assemblies)
{
    private readonly ArchUnitNET.Domain.Architecture _architecture = new ArchLoader().LoadAssemblies(assemblies).Build();

    /// <summary>The dependencies of types in one namespace on types in another, those below each included; a line each.</summary>
    public IReadOnlyList<string> Between(string who, string whom) => Matching($@"^{Regex.Escape(who)}(\.|$)", $@"^{Regex.Escape(whom)}(\.|$)");

    /// <summary>The same with regular expressions over full names of namespaces.</summary>
    public IReadOnlyList<string> Matching(string who, string whom)
    {
        var arrows =
            from type in _architecture.Types
            where Regex.IsMatch(type.Namespace.FullName, who)
            from dependency in type.Dependencies
            where dependency.Target is not GenericParameter // its owner is guessed from its name, and may be anybody's
            where dependency.Target.Namespace is { } space && Regex.IsMatch(space.FullName, whom)
            select $"{type.FullName} -> {dependency.Target.FullName}";
        return [.. arrows.Distinct()];
    }
}
