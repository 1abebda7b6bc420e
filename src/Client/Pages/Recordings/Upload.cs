namespace TapeDeck.Client.Pages.Recordings;

/// <summary>One file on its way into the library.</summary>
public sealed class Upload(string name, long size)
{
    public string Name => name;

    public long Size => size;

    /// <summary>Bytes that arrived so far.</summary>
    public long Received { get; set; }

    /// <summary>Why it was refused; null while it goes well.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether all has arrived and is being converted or checked.</summary>
    public bool IsComplete => Received >= size;

    public double Fraction => size == 0 ? 1 : Math.Min(1, (double)Received / size);
}
