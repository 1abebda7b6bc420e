using System.Text;

namespace TapeDeck.Engine.Http;

/// <summary>Writes the client's IP address into a request header, so that it survives the replay (spec §4.7).</summary>
/// <param name="name">The header's name.</param>
internal sealed class ClientAddressHeader(string name)
{
    private readonly byte[] _name = Encoding.ASCII.GetBytes(name);

    /// <summary>The record with the header set, a recorded one replaced; anything but a request is left alone.</summary>
    public Record Set(Record record)
    {
        if (record is not { Kind: RecordKind.Request, Connection: { } ends } || !RequestEditor.TryOpen(record.Payload.Span, out var editor))
        {
            return record;
        }

        var address = ends.Client.Address.IsIPv4MappedToIPv6 ? ends.Client.Address.MapToIPv4() : ends.Client.Address;
        editor.SetHeader(_name, Encoding.ASCII.GetBytes(address.ToString()));
        return editor.IsChanged ? record with { Payload = editor.ToPayload() } : record;
    }
}
