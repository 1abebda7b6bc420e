namespace TapeDeck.Engine.Gor;

/// <summary>Thrown when a file is no <c>.gor</c> file, or one that was made unreadable as a whole.</summary>
public sealed class GorFormatException : Exception
{
    /// <summary>Says what the file is, or what was done to it.</summary>
    public GorFormatException(string message)
        : base(message)
    {
    }
}
