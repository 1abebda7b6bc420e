using System.Buffers;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks the values of a parameter in a query or in a form's body. Its name may be written with escapes: servers undo them.</summary>
internal sealed record ParameterMask(byte[] Name, Mask Mask)
{
    private readonly string _name = Encoding.UTF8.GetString(Name);

    /// <summary>The target or address with the parameter masked in its query.</summary>
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
            if (equals >= 0 && IsNamed(pair[..equals]))
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

    /// <summary>A form of several parts with the fields of that name masked; the same bytes when there is none, null when its parts cannot be found.</summary>
    public ReadOnlyMemory<byte>? ApplyToParts(ReadOnlyMemory<byte> form, string contentType)
    {
        if (MultipartForm.Fields(contentType, form.Span) is not { } fields)
        {
            return null;
        }

        var result = new ArrayBufferWriter<byte>(Math.Max(1, form.Length));
        var written = 0;
        foreach (var (_, content) in fields.Where(field => field.Name == _name))
        {
            var (start, length) = content.GetOffsetAndLength(form.Length);
            result.Write(form.Span[written..start]);
            result.Write(Mask.Apply(form.Span.Slice(start, length)));
            written = start + length;
        }

        result.Write(form.Span[written..]);
        return written == 0 ? form : result.WrittenMemory;
    }

    private bool IsNamed(ReadOnlySpan<byte> name) => name.SequenceEqual(Name)
        || (name.ContainsAny((byte)'%', (byte)'+') && Uri.UnescapeDataString(Encoding.UTF8.GetString(name).Replace('+', ' ')) == _name);

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> path, ReadOnlyMemory<byte> query, ReadOnlyMemory<byte> whole) =>
        path.Length + query.Length == whole.Length && query.Span.SequenceEqual(whole.Span[path.Length..]) ? whole : (byte[])[.. path.Span, .. query.Span];
}
