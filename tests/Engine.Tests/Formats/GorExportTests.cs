using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Tests.Formats;

public sealed class GorExportTests
{
    [Fact]
    public void Write_Exchanges_GivesTheirRecordsInOrderOfTime()
    {
        using var reader = new GorReader(new MemoryStream(ExportSamples.Export(new GorExport(), ExportSamples.All)));
        var records = reader.ReadBatch(TestContext.Current.CancellationToken).ToArray().Select(entry => entry.Record).ToArray();
        var wanted = ExportSamples.All.SelectMany(exchange => new[] { exchange.Request, exchange.Response }).OfType<Record>().OrderBy(record => record.Timestamp).ToArray();

        Assert.Equal(wanted.Select(record => (record.Kind, record.Id, record.Timestamp, record.Latency)), records.Select(record => (record.Kind, record.Id, record.Timestamp, record.Latency)));
        Assert.All(wanted.Zip(records), pair => Assert.Equal(pair.First.Payload.ToArray(), pair.Second.Payload.ToArray()));
    }

    [Fact]
    public void Write_LongAnswersThatCameLate_HoldsFewOfThem()
    {
        var bytes = new byte[1 << 20];
        var exchanges = Enumerable.Range(0, 64).Select(number => new RecordedExchange(
            new ExchangeSummary { Number = number, Id = $"{number}", Timestamp = number, Method = "GET", Target = "/", Host = "" },
            null,
            new Record { Kind = RecordKind.Response, Id = RecordId.From($"{number}"), Timestamp = 1_000 + number, Payload = bytes }));
        var order = new RecordOrder();
        var (held, most) = (0, 0);
        foreach (var exchange in exchanges)
        {
            held += 1 - order.Add(exchange).Count();
            most = Math.Max(most, held);
        }

        Assert.InRange(most, 1, 16);
        Assert.Equal(held, order.End().Count());
    }
}
