namespace TapeDeck.Client.Bodies;

/// <summary>What a piece of a JSON line is, for its colour.</summary>
public enum JsonPiece
{
    Key,
    Text,
    Number,
    Literal,
    Punctuation,
}

/// <summary>One line of pretty JSON.</summary>
/// <param name="Depth">How deep it is nested.</param>
/// <param name="Pieces">The tokens as they stand in the body, not re-written: big numbers and escapes stay what they are.</param>
/// <param name="Closes">For a line that opens an object or array: the line that closes it; −1 otherwise.</param>
/// <param name="Members">For a line that opens: how many members it has.</param>
public sealed record JsonLine(int Depth, IReadOnlyList<(JsonPiece Kind, string Text)> Pieces, int Closes = -1, int Members = 0);
