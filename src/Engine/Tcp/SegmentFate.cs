namespace TapeDeck.Engine.Tcp;

/// <summary>What reassembly made of a segment.</summary>
internal enum SegmentFate
{
    /// <summary>Its bytes or its control bits were new, or it carried none.</summary>
    Taken,

    /// <summary>All its bytes were seen before.</summary>
    Duplicate,

    /// <summary>It belongs to the direction that nobody asked for.</summary>
    Unwanted,
}
