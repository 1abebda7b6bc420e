using System.Buffers;
using System.Text;
using TapeDeck.Engine.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Gor;

/// <summary>Makes <c>.gor</c> bytes for tests and reads them in one go.</summary>
internal static class GorText
{
    public const string Separator = "\n🐵🙈🙉\n";

    /// <summary>A GET, as one whole record with its separator.</summary>
    public static string Get(string target, string header = "1 a1 100 5") => $"{header}\nGET {target} HTTP/1.1\r\nHost: h\r\n\r\n{Separator}";

    /// <summary>A POST with a body of the length declared, as one whole record with its separator.</summary>
    public static string Post(string target, string body, string header = "1 b1 200 5") =>
        $"{header}\nPOST {target} HTTP/1.1\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}{Separator}";

    public static (List<Record> Records, List<GorDamage> Damages) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static (List<Record> Records, List<GorDamage> Damages) Read(byte[] bytes, int bytesPerRead = int.MaxValue) =>
        Read(new TricklingStream(bytes, bytesPerRead));

    public static (List<Record> Records, List<GorDamage> Damages) Read(Stream stream)
    {
        var damages = new List<GorDamage>();
        using var reader = new GorReader(stream) { Damaged = damages.Add };
        return (ReadAll(reader), damages);
    }

    public static (List<Record> Records, List<GorDamage> Damages) ReadFile(string path)
    {
        var damages = new List<GorDamage>();
        using var reader = GorReader.Open(path, damaged: damages.Add);
        return (ReadAll(reader), damages);
    }

    public static List<Record> ReadAll(GorReader reader)
    {
        var records = new List<Record>();
        while (reader.ReadBatch() is { IsEmpty: false } batch)
        {
            foreach (var entry in batch.Span)
            {
                records.Add(entry.Record);
            }
        }

        return records;
    }

    public static byte[] Write(IEnumerable<Record> records)
    {
        var target = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            GorWriter.Write(target, record);
        }

        return target.WrittenSpan.ToArray();
    }

    public static string Target(Record record) => Encoding.UTF8.GetString(new Engine.Http.HttpRequestView(record.Payload).Target);

    public static string[] Targets(IEnumerable<Record> records) => [.. records.Select(Target)];
}
