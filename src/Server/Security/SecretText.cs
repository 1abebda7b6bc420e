using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TapeDeck.Server.Security;

/// <summary>Secrets of 256 random bits, and the form in which they are kept.</summary>
internal static class SecretText
{
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 in hexadecimal. A plain hash suffices for secrets nobody can guess, and looking it up leaks nothing by its timing.</summary>
    public static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
