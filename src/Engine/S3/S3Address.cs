using System.Diagnostics.CodeAnalysis;

namespace TapeDeck.Engine.S3;

/// <summary>An object on S3, or the beginning of the names of several: <c>s3://bucket/key</c>.</summary>
internal sealed record S3Address(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>Reads an address; false when it is none or names no bucket.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out S3Address? address)
    {
        address = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = text[Scheme.Length..];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        address = slash < 0 ? new S3Address(name, "") : new S3Address(name[..slash], name[(slash + 1)..]);
        return address.Bucket.Length > 0;
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Key}";
}
