using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>Ids for records that come from files without any: of the form of captured ones, the same in every run (spec §1.3).</summary>
internal sealed class FormatIds
{
    private uint _number;

    /// <summary>The id of the next exchange.</summary>
    /// <param name="session">What tells one client connection from another.</param>
    public RecordId Next(string session)
    {
        var bytes = Encoding.UTF8.GetBytes(session);
        var first = Fnv1a.Hash(bytes);
        return RecordId.From(string.Create(CultureInfo.InvariantCulture, $"{first:x8}{(uint)bytes.Length ^ ~first:x8}{_number++:x8}"));
    }
}
