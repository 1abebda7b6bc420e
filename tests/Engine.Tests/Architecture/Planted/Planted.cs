namespace TapeDeck.Engine.Tests.Architecture.Planted;

/// <summary>Bears the name of its folder, which the rule must find.</summary>
public sealed class Planted;
