using System.Text;
using CsCheck;
using TapeDeck.Engine.Pipeline.Middleware;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Middleware;

/// <summary>Spec §10.</summary>
public class HexLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("middleware.stdin.hex")]
    [InlineData("middleware.with-replayed.stdin.hex")]
    public async Task Lines_OfGoReplay_ReadAndWrittenAreTheSame(string file)
    {
        var lines = await File.ReadAllBytesAsync(SharedData.Path("golden", "wire", file), Token);
        var (records, faults) = await ReadAsync(lines, bytesPerRead: 1000);
        Assert.Empty(faults);
        Assert.NotEmpty(records);
        Assert.Equal(Encoding.ASCII.GetString(lines), Encoding.ASCII.GetString(await WriteAsync(records)));
    }

    [Fact]
    public async Task Lines_AnyRecords_ComeBackHoweverTheyAreCut() =>
        await Gen.Select(Gen.Byte.Array[1, 400].Array[0, 8], Gen.Int[1, 300], Gen.Long, Gen.Bool).SampleAsync(async (payloads, bytesPerRead, timestamp, isUpper) =>
        {
            var records = payloads.Select((payload, i) => Records.Request(i) with { Payload = payload, Timestamp = timestamp & long.MaxValue, Latency = i - 1 }).ToArray();
            var lines = await WriteAsync(records);
            lines = isUpper ? Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(lines).ToUpperInvariant()) : lines;
            var (read, faults) = await ReadAsync(lines, bytesPerRead);
            Assert.Empty(faults);
            Assert.Equal(records.Select(Describe), read.Select(Describe));
        });

    [Fact]
    public async Task Lines_LongRecord_ComesBack()
    {
        var record = Records.Request(1) with { Payload = new byte[5 << 20] };
        var (read, _) = await ReadAsync(await WriteAsync([record]), bytesPerRead: int.MaxValue);
        Assert.Equal(Describe(record), Describe(Assert.Single(read)));
    }

    [Theory]
    [InlineData("hello world!", "no hexadecimal digit")]
    [InlineData("3", "odd in number")]
    [InlineData("312061203120300", "odd in number")]
    [InlineData("3120612031", "has no payload")]
    [InlineData("31206120310a", "has no payload")]
    [InlineData("6120620a7061", "type, id and timestamp")]
    [InlineData("3120zz20310a7061", "no hexadecimal digit")]
    public async Task Read_LineThatIsNoRecord_IsReportedAndPassedOver(string line, string reason)
    {
        var good = Encoding.ASCII.GetString(await WriteAsync([Records.Request(7)]));
        var (read, faults) = await ReadAsync(Encoding.ASCII.GetBytes($"{good}\r\n{line}\n{good}{line}"), bytesPerRead: 50);
        Assert.Equal(2, read.Count);
        Assert.Equal(2, faults.Count);
        Assert.StartsWith("Line 2 of the middleware is no record: ", faults[0], StringComparison.Ordinal);
        Assert.All(faults, fault => Assert.Contains(reason, fault, StringComparison.Ordinal));
    }

    private static (RecordKind, string, long, long, string) Describe(Record record) =>
        (record.Kind, record.Id.ToString(), record.Timestamp, record.Latency, Convert.ToBase64String(record.Payload.Span));

    private static async Task<byte[]> WriteAsync(IEnumerable<Record> records)
    {
        using var stream = new MemoryStream();
        var writer = new HexLineWriter(stream);
        foreach (var record in records)
        {
            await writer.WriteAsync(record, Token);
        }

        await writer.FlushAsync(Token);
        return stream.ToArray();
    }

    private static async Task<(List<Record> Records, List<string> Faults)> ReadAsync(byte[] lines, int bytesPerRead)
    {
        var faults = new List<string>();
        var records = new List<Record>();
        var reader = new HexLineReader(new TricklingStream(lines, bytesPerRead), faults.Add);
        while (await reader.ReadAsync(Token) is { Length: > 0 } batch)
        {
            records.AddRange(batch);
        }

        return (records, faults);
    }
}
