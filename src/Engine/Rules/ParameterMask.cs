using System.Buffers;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks the values of a parameter in a query or in a form's body.</summary>
internal sealed record ParameterMask(byte[] Name, Mask Mask)
{
    /// <summary>The target with the parameter masked in its query.</summary>
    public ReadOnlyMemory<byte> ApplyToTarget(ReadOnlyMemory<byte> target)
    {
        var query = target.Span.IndexOf((byte)'?') + 1;
        return query == 0 ? target : Join(target[..query], Apply(target[query..]), target);
    }

    /// <summary>The pairs with the parameter masked; the same bytes when it is not among them.</summary>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> pairs)
    {
        var result = new ArrayBufferWriter<byte>(Math.Max(1, pairs.Length));
        var isChanged = false;
        foreach (var range in pairs.Span.Split((byte)'&'))
        {
            var pair = pairs.Span[range];
            var equals = pair.IndexOf((byte)'=');
            result.Write(result.WrittenCount > 0 || range.Start.Value > 0 ? "&"u8 : default);
            if (equals >= 0 && pair[..equals].SequenceEqual(Name))
            {
                result.Write(pair[..(equals + 1)]);
                result.Write(Mask.Apply(pair[(equals + 1)..]));
                isChanged = true;
            }
            else
            {
                result.Write(pair);
            }
        }

        return isChanged ? result.WrittenMemory : pairs;
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> path, ReadOnlyMemory<byte> query, ReadOnlyMemory<byte> whole) =>
        path.Length + query.Length == whole.Length && query.Span.SequenceEqual(whole.Span[path.Length..]) ? whole : (byte[])[.. path.Span, .. query.Span];
}
