using DiffPlex;

namespace TapeDeck.Client.Bodies;

/// <summary>How the library that compares is to cut a text.</summary>
internal sealed class Pieces(Func<string, IReadOnlyList<string>> cut) : IChunker
{
    public IReadOnlyList<string> Chunk(string text) => cut(text);
}
