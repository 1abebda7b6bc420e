namespace TapeDeck.Client.Components;

/// <summary>What a button weighs.</summary>
public enum ButtonKind
{
    Plain,
    Primary,
    Danger,
    Quiet,
}
