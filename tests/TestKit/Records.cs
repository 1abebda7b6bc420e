using System.Buffers;
using System.Text;
using TapeDeck.Engine;
using TapeDeck.Engine.Gor;

namespace TapeDeck.TestKit;

/// <summary>Makes records for tests.</summary>
public static class Records
{
    /// <summary>A GET request with the given target.</summary>
    public static Record Request(int number, string target = "/", long timestamp = 0) => new()
    {
        Kind = RecordKind.Request,
        Id = RecordId.From($"{number:x24}"),
        Timestamp = timestamp,
        Payload = Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: example.test\r\n\r\n"),
    };

    /// <summary>The response to the request of the same number.</summary>
    public static Record Response(int number, int status = 200, string body = "") => new()
    {
        Kind = RecordKind.Response,
        Id = RecordId.From($"{number:x24}"),
        Timestamp = number,
        Payload = Encoding.Latin1.GetBytes($"HTTP/1.1 {status} OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
    };

    /// <summary>A <c>.gor</c> file of records.</summary>
    public static byte[] Bytes(params IEnumerable<Record> records)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            GorWriter.Write(bytes, record);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Requests numbered from 0.</summary>
    public static Record[] Requests(int count) => [.. Enumerable.Range(0, count).Select(i => Request(i, $"/{i}"))];
}
