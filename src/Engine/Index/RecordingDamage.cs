namespace TapeDeck.Engine.Index;

/// <summary>A part of a recording that could not be read.</summary>
/// <param name="File">Position of the file in the recording's list of files, from 0.</param>
/// <param name="Offset">The byte at which the damage starts.</param>
/// <param name="Reason">What is wrong, in words.</param>
public readonly record struct RecordingDamage(int File, long Offset, string Reason);
