using System.Text;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>Reads a file of another format to its end and holds its ledger to balance.</summary>
internal static class FormatReading
{
    public static async Task<(IReadOnlyList<Record> Records, LedgerEntry Account)> ReadAsync(Func<LedgerAccount, IRecordInput> open)
    {
        var ledger = new Ledger();
        await using var input = open(ledger.Account("entries"));
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(TestContext.Current.CancellationToken))
        {
            records.AddRange(batch.ToArray());
        }

        var account = Assert.Single(ledger.Snapshot());
        Assert.Equal(0, account.InFlight);
        return (records, account);
    }

    public static string Text(this Record record) => Encoding.UTF8.GetString(record.Payload.Span);
}
