namespace TapeDeck.Client.Ports;

/// <summary>What the program is and where it keeps its things.</summary>
public interface IAbout
{
    AboutView Get();
}

/// <summary>Facts for the about box.</summary>
public sealed record AboutView(string Version, string Runtime, string DataDirectory, long DataBytes, long FreeBytes);
