using System.Text;
using TapeDeck.Client.Formatting;
using TapeDeck.Engine;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Http;

namespace TapeDeck.Client.Bodies;

/// <summary>A recorded message taken apart for reading. The parts are found once; the body is decoded when it is asked for.</summary>
public sealed class WireMessage
{
    private const int LargestDecoded = 64 << 20;
    private readonly HeaderBlock _headers;
    private BodyContent? _body;

    private WireMessage(Record record, HeaderBlock headers, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> wireBody)
    {
        Record = record;
        _headers = headers;
        WireBody = wireBody;
        var line = head.Span;
        var end = line.IndexOf((byte)'\n');
        StartLine = Format.Wire(Encoding.Latin1.GetString((end < 0 ? line : line[..end]).TrimEnd("\r"u8)));
        Headers = HeaderList.Of(headers);
    }

    public Record Record { get; }

    public string StartLine { get; }

    /// <summary>In wire order, names as sent.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The body with its codings.</summary>
    public ReadOnlyMemory<byte> WireBody { get; }

    public BodyContent Body => _body ??= BodyContent.Of(_headers, WireBody, LargestDecoded);

    /// <summary>The content codings that were taken off; empty for none.</summary>
    public string Coding => string.Join(", ", new[] { _headers.Join("Content-Encoding"u8), _headers.Join("Transfer-Encoding"u8) }.Where(text => text.Length > 0));

    public static WireMessage Request(Record record)
    {
        var view = new HttpRequestView(record.Payload);
        return new WireMessage(record, view.Headers, view.Head, view.Body);
    }

    public static WireMessage Response(Record record)
    {
        var view = new HttpResponseView(record.Payload);
        return new WireMessage(record, view.Headers, view.Head, view.Body);
    }
}
