using TapeDeck.Client.Formatting;

namespace TapeDeck.Client.Bodies;

/// <summary>
/// A body of several parts (RFC 2046 §5.1, RFC 7578), taken apart in place. A body that ends too soon or is damaged gives what there is of it and a note:
/// readers made for servers refuse such a body as a whole.
/// </summary>
public sealed class Multipart
{
    private const int MostParts = 10_000;

    private Multipart(IReadOnlyList<BodyPart> parts, string? note) => (Parts, Note) = (parts, note);

    /// <summary>In the order sent; empty when none was found.</summary>
    public IReadOnlyList<BodyPart> Parts { get; }

    /// <summary>What is wrong with the body, or is not shown of it; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>Finds the parts; copies none of their bytes.</summary>
    /// <param name="contentType">The type with its boundary.</param>
    public static Multipart Read(ReadOnlyMemory<byte> body, string contentType)
    {
        if (MultipartBoundary.Of(contentType, body.Span) is not { } boundary)
        {
            return new Multipart([], "No part was found: the type names no boundary.");
        }

        if (!boundary.TryFind(body.Span, 0, out var before))
        {
            return new Multipart([], "No part was found: the boundary that the type names does not occur.");
        }

        var parts = new List<BodyPart>();
        var (at, isOver, isCut) = (before.Next, before.IsLast, false);
        while (!isOver && parts.Count < MostParts)
        {
            isCut = !boundary.TryFind(body.Span, at, out var after);
            parts.Add(BodyPart.Read(body[at..(isCut ? body.Length : after.ContentEnd)], parts.Count + 1, isCut));
            (at, isOver) = (after.Next, isCut || after.IsLast);
        }

        return new Multipart(parts, isCut ? "The last part has no end: the body is cut or damaged." : isOver ? boundary.Note : $"Only the first {Format.Count(MostParts)} parts are shown.");
    }
}
