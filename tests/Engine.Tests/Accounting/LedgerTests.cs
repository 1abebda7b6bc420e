using TapeDeck.Engine.Accounting;

namespace TapeDeck.Engine.Tests.Accounting;

public class LedgerTests
{
    [Fact]
    public void Snapshot_EverythingAccountedFor_NothingInFlight()
    {
        var ledger = new Ledger();
        var account = ledger.Account("output x");
        account.Seen(10);
        account.Delivered(6);
        account.Filtered(1);
        account.Dropped(LedgerReason.TimedOut, 2);
        Assert.Equal(1, account.Snapshot().InFlight);

        ledger.Account("output x").Dropped(LedgerReason.Stopped);

        var entry = Assert.Single(ledger.Snapshot());
        Assert.Equal(0, entry.InFlight);
        Assert.Equal(3, entry.TotalDropped);
        Assert.Equal(2, entry.Dropped[LedgerReason.TimedOut]);
    }

    [Fact]
    public void Snapshot_SeveralAccounts_KeepsTheOrderOfOpening()
    {
        var ledger = new Ledger();
        ledger.Account(Ledger.Packets);
        ledger.Account(Ledger.Messages);
        ledger.Account(Ledger.Packets).Seen();
        Assert.Equal([Ledger.Packets, Ledger.Messages], ledger.Snapshot().Select(entry => entry.Name));
    }
}
