using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using TapeDeck.Server.Hosting;
using TapeDeck.Server.Persistence;

namespace TapeDeck.Server.Security;

/// <summary>An answer that is given again when the same request comes again.</summary>
/// <param name="Request">Digest of what was asked.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Location">Where what was made is.</param>
/// <param name="ETag">Its tag then.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">As it was sent.</param>
internal sealed record RememberedAnswer(string Request, int Status, string? Location, string? ETag, string? ContentType, byte[] Body);

/// <summary>Answers to requests that a program may send again since it did not see the first answer; kept for a day, also over a restart.</summary>
internal sealed partial class RememberedAnswers(IDbContextFactory<AppDbContext> databases, TimeProvider time, ILogger<RememberedAnswers> logger)
{
    private static readonly TimeSpan s_keep = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);

    /// <summary>Takes an id for one request at a time; false while another one has it. Whoever has it gives it back with <see cref="Release"/>.</summary>
    public bool TryHold(string id) => _open.TryAdd(id, true);

    public void Release(string id) => _open.TryRemove(id, out _);

    public async Task<RememberedAnswer?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - s_keep;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.RememberedAnswers.AsNoTracking().SingleOrDefaultAsync(answer => answer.Id == id && answer.AnsweredAt > oldest, cancellationToken) is { } known
            ? new RememberedAnswer(known.Request, known.Status, known.Location, known.ETag, known.ContentType, known.Body)
            : null;
    }

    /// <summary>Keeps an answer, and forgets those that are too old. What cannot be kept is told in the log: what was answered is made, and must not be told as a failure.</summary>
    public async Task TryKeepAsync(string id, RememberedAnswer answer)
    {
        try
        {
            await KeepAsync(id, answer);
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException)
        {
            LogNotKept(logger, StorageFault.Find(failure) ?? failure.GetBaseException().Message);
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "An answer could not be kept for its Idempotency-Key; the same request would be carried out again: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);

    private async Task KeepAsync(string id, RememberedAnswer answer)
    {
        var now = time.GetUtcNow();
        var oldest = now - s_keep;
        await using var database = await databases.CreateDbContextAsync();
        await database.RememberedAnswers.Where(known => known.AnsweredAt <= oldest).ExecuteDeleteAsync();
        database.RememberedAnswers.Add(new RememberedAnswerEntity
        {
            Id = id, Request = answer.Request, Status = answer.Status, Location = answer.Location, ETag = answer.ETag, ContentType = answer.ContentType, Body = answer.Body, AnsweredAt = now,
        });
        await database.SaveChangesAsync();
    }
}
