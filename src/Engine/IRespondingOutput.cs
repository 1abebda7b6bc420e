namespace TapeDeck.Engine;

/// <summary>
/// An output whose peer answers, and that hands the answers on as records of their own (<see cref="RecordKind.ReplayedResponse"/>, spec §5.6).
/// They go to the other outputs, never to a responding one, so that nobody waits in a circle.
/// </summary>
public interface IRespondingOutput : IRecordOutput
{
    /// <summary>
    /// The answers; null when nobody asked for them. The sequence ends once <see cref="IRecordOutput.CompleteAsync"/> or a failure has ended the output,
    /// after the last answer; it is read from the start of the run and bounded: an output waits while its answers are not taken.
    /// </summary>
    IRecordInput? Responses { get; }
}
