using System.Security.Cryptography;
using System.Text;

namespace TapeDeck.Engine.Rules;

/// <summary>
/// Puts something harmless in place of a value. Hashes are keyed (HMAC-SHA-256) with the variable <c>TAPEDECK_MASK_KEY</c>: without a key of their own,
/// short secrets could be found by trying.
/// </summary>
internal sealed class Mask(MaskMethod method)
{
    /// <summary>The variable with the key.</summary>
    public const string KeyVariable = "TAPEDECK_MASK_KEY";

    private const int HashDigits = 16;
    private static readonly byte[] s_key = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(KeyVariable) ?? "tapedeck");

    /// <summary>Whether digits give digits, and letters letters.</summary>
    public bool KeepsShape => method == MaskMethod.Shape;

    /// <summary>How a rule says it; empty is <see cref="MaskMethod.Redact"/>.</summary>
    /// <returns>Null when it says something else.</returns>
    public static MaskMethod? Parse(string? text) => text switch
    {
        null or "" or "redact" => MaskMethod.Redact,
        "hash" => MaskMethod.Hash,
        "shape" => MaskMethod.Shape,
        _ => null,
    };

    /// <summary>What stands in place of a value; an empty one stays empty.</summary>
    public byte[] Apply(ReadOnlySpan<byte> value) => value.IsEmpty ? [] : method switch
    {
        MaskMethod.Hash => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(s_key, value))[..HashDigits]),
        MaskMethod.Shape => Shape(value),
        _ => "***"u8.ToArray(),
    };

    private static byte[] Shape(ReadOnlySpan<byte> value)
    {
        var random = HMACSHA256.HashData(s_key, value);
        var shaped = value.ToArray();
        for (var i = 0; i < shaped.Length; i++)
        {
            if (i > 0 && i % random.Length == 0)
            {
                random = HMACSHA256.HashData(s_key, random);
            }

            var choice = random[i % random.Length];
            shaped[i] = shaped[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => (byte)('0' + (choice % 10)),
                >= (byte)'a' and <= (byte)'z' => (byte)('a' + (choice % 26)),
                >= (byte)'A' and <= (byte)'Z' => (byte)('A' + (choice % 26)),
                >= 0x80 => (byte)'x',
                _ => shaped[i],
            };
        }

        return shaped;
    }
}
