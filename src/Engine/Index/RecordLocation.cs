namespace TapeDeck.Engine.Index;

/// <summary>Where a record stands in the files of a recording.</summary>
/// <param name="File">Position of the file in the recording's list of files, from 0.</param>
/// <param name="Offset">The byte at which the record's header line starts.</param>
/// <param name="Length">Bytes of header line and payload, without the separator.</param>
public readonly record struct RecordLocation(int File, long Offset, int Length);
