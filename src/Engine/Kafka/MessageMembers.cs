using System.Buffers;
using System.Text;
using System.Text.Unicode;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Kafka;

/// <summary>A message's head taken apart for JSON.</summary>
internal sealed class MessageMembers
{
    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private MessageMembers(ReadOnlySpan<byte> head)
    {
        HeadLength = head.Length;
        IsFaithful = Utf8.IsValid(head);
    }

    /// <summary>Request target; empty for responses.</summary>
    public string Url { get; private init; } = "";

    /// <summary>Method of a request, version of a response; empty when the payload is no HTTP.</summary>
    public string Method { get; private init; } = "";

    /// <summary>Status code and reason of a response; null for requests and when there is none.</summary>
    public string? Status { get; private init; }

    /// <summary>Names in canonical case, with the values of repeated headers joined by a comma.</summary>
    public SortedDictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes before the body; 0 when the payload is no HTTP.</summary>
    public int HeadLength { get; }

    /// <summary>Whether the head can be made again from the other members without a change of meaning.</summary>
    public bool IsFaithful { get; private set; }

    /// <summary>Takes a request apart.</summary>
    public static MessageMembers OfRequest(ReadOnlyMemory<byte> payload)
    {
        var view = new HttpRequestView(payload);
        if (view.Version.IsEmpty)
        {
            return new MessageMembers([]) { IsFaithful = false };
        }

        var members = new MessageMembers(view.Head.Span) { Url = Text(view.Target), Method = Text(view.Method) };
        members.IsFaithful &= view.Version.SequenceEqual("HTTP/1.1"u8);
        members.AddHeaders(view.Headers);
        return members;
    }

    /// <summary>Takes a response apart.</summary>
    public static MessageMembers OfResponse(ReadOnlyMemory<byte> payload)
    {
        var view = new HttpResponseView(payload);
        if (view.Status == 0)
        {
            return new MessageMembers([]) { IsFaithful = false };
        }

        var status = view.Reason.IsEmpty ? $"{view.Status}" : $"{view.Status} {Text(view.Reason)}";
        var members = new MessageMembers(view.Head.Span) { Method = Text(view.Version), Status = status };
        members.AddHeaders(view.Headers);
        return members;
    }

    private void AddHeaders(HeaderBlock headers)
    {
        foreach (var header in headers)
        {
            var (name, value) = (Canonical(header.Name), Text(header.Value));
            var isRepeated = Headers.TryGetValue(name, out var before);
            IsFaithful &= !isRepeated && !value.Contains('\n');
            Headers[name] = isRepeated ? $"{before}, {value}" : value;
        }
    }

    /// <summary>The name as Go writes it: upper case at the start and after each hyphen, else lower case; unchanged when it is no header name.</summary>
    private static string Canonical(ReadOnlySpan<byte> name)
    {
        if (name.ContainsAnyExcept(s_token))
        {
            return Text(name);
        }

        return string.Create(name.Length, name, static (text, name) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                text[i] = i == 0 || name[i - 1] == '-' ? char.ToUpperInvariant((char)name[i]) : char.ToLowerInvariant((char)name[i]);
            }
        });
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
