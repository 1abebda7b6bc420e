namespace TapeDeck.Engine.Gzip;

/// <summary>What was unpacked last: new content goes behind the 32 KiB that it may repeat parts of.</summary>
internal sealed class InflateWindow
{
    /// <summary>How far back content may be repeated from.</summary>
    public const int Reach = 32 << 10;

    /// <summary>Bytes that may be written behind <see cref="Limit"/>: a repetition that begins before it, copied in pieces.</summary>
    public const int Slack = 320;

    private const int Step = 128 << 10; // with the tables of codes it stays in the processor's cache

    /// <summary>The last place at which unpacking pauses.</summary>
    public const int Limit = Reach + Step;

    /// <summary>The bytes.</summary>
    public byte[] Bytes { get; } = new byte[Limit + Slack];

    /// <summary>The first byte that may be repeated.</summary>
    public int First { get; private set; }

    /// <summary>Where unpacked content ends.</summary>
    public int End { get; set; }

    /// <summary>Bytes that can be repeated.</summary>
    public ReadOnlySpan<byte> Repeatable => Bytes.AsSpan(First, End - First) is { Length: > Reach } more ? more[^Reach..] : Bytes.AsSpan(First, End - First);

    /// <summary>Makes room behind what may still be repeated.</summary>
    public void Slide()
    {
        var kept = Repeatable;
        kept.CopyTo(Bytes);
        (First, End) = (0, kept.Length);
    }

    /// <summary>Forgets what was unpacked: a new member repeats nothing of the last one.</summary>
    public void Begin() => First = End;

    /// <summary>Takes content that was unpacked earlier.</summary>
    public void Restore(ReadOnlySpan<byte> content)
    {
        content.CopyTo(Bytes);
        (First, End) = (0, content.Length);
    }
}
