using System.Text.Json;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Rules;

/// <summary>Masks values at places of a JSON text; every other byte stays as it is.</summary>
internal sealed record JsonMask(JsonPath Path, Mask Mask)
{
    /// <inheritdoc cref="JsonReplacement.Apply"/>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json) => JsonReplacement.Apply(json, Path, (type, value) =>
        type == JsonTokenType.Number && Mask.KeepsShape ? MaskedJson.Number(value, Mask.Apply(value)) : MaskedJson.Quote(Mask.Apply(value)));
}
