using System.Collections.Concurrent;

namespace TapeDeck.Engine.Accounting;

/// <summary>The accounts of one run: every packet, message and record it met, and what became of each (design §3).</summary>
public sealed class Ledger
{
    /// <summary>Name of the account of captured frames.</summary>
    public const string Packets = "packets";

    /// <summary>Name of the account of HTTP messages found in streams.</summary>
    public const string Messages = "messages";

    /// <summary>Name of the account of records read from files or other record sources.</summary>
    public const string Sources = "sources";

    /// <summary>Name of the account of records that passed through the rules.</summary>
    public const string Records = "records";

    /// <summary>Name of the account of what a middleware was given and gave back.</summary>
    public const string Middleware = "middleware";

    /// <summary>Name of the account of answers that outputs handed on as records.</summary>
    public const string Answers = "answers";

    /// <summary>Name of the account of a view that skips what comes too fast to be shown; nothing is lost by it.</summary>
    public const string LiveView = "live view";

    private readonly ConcurrentDictionary<string, LedgerAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<LedgerAccount> _order = new();

    /// <summary>The account of that name, opened at first use.</summary>
    public LedgerAccount Account(string name) => _accounts.GetOrAdd(name, Open);

    /// <summary>All accounts in the order in which they were opened.</summary>
    public IReadOnlyList<LedgerEntry> Snapshot() => [.. _order.Select(account => account.Snapshot())];

    private LedgerAccount Open(string name)
    {
        var account = new LedgerAccount(name);
        _order.Enqueue(account);
        return account;
    }
}
