using System.Text;
using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>Reads a file of another format to its end and holds its ledger to balance.</summary>
internal static class FormatReading
{
    public static async Task<(IReadOnlyList<Record> Records, LedgerEntry Account)> ReadAsync(Func<Ledger, IRecordInput> open)
    {
        var (records, accounts) = await ReadAllAsync(open);
        return (records, Assert.Single(accounts));
    }

    public static async Task<(IReadOnlyList<Record> Records, IReadOnlyList<LedgerEntry> Accounts)> ReadAllAsync(Func<Ledger, IRecordInput> open)
    {
        var ledger = new Ledger();
        await using var input = open(ledger);
        var records = new List<Record>();
        await foreach (var batch in input.ReadAsync(TestContext.Current.CancellationToken))
        {
            records.AddRange(batch.ToArray());
        }

        var accounts = ledger.Snapshot();
        Assert.All(accounts, account => Assert.Equal(0, account.InFlight));
        return (records, accounts);
    }

    public static string Text(this Record record) => Encoding.UTF8.GetString(record.Payload.Span);
}
