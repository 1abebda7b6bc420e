namespace TapeDeck.Engine;

/// <summary>What a record holds: the first field of its header line (spec §1.2). Other values are carried through unchanged.</summary>
public enum RecordKind : byte
{
    /// <summary>A request as captured.</summary>
    Request = 1,

    /// <summary>The origin's response to the request of the same id.</summary>
    Response = 2,

    /// <summary>A response obtained by replaying the request of the same id.</summary>
    ReplayedResponse = 3,
}
