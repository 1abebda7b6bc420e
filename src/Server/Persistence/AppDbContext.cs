using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace TapeDeck.Server.Persistence;

/// <summary>The application's state: small facts about recordings, runs and tokens. Traffic itself never goes here.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<RecordingEntity> Recordings => Set<RecordingEntity>();

    public DbSet<RunEntity> Runs => Set<RunEntity>();

    public DbSet<RuleSetEntity> RuleSets => Set<RuleSetEntity>();

    public DbSet<SavedViewEntity> SavedViews => Set<SavedViewEntity>();

    public DbSet<OperationEntity> Operations => Set<OperationEntity>();

    public DbSet<RememberedAnswerEntity> RememberedAnswers => Set<RememberedAnswerEntity>();

    public DbSet<ApiTokenEntity> ApiTokens => Set<ApiTokenEntity>();

    public DbSet<LoginTokenEntity> LoginTokens => Set<LoginTokenEntity>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RecordingEntity>().HasIndex(recording => recording.CreatedAt);
        modelBuilder.Entity<RecordingEntity>().HasQueryFilter(recording => recording.DeletedAt == null);
        modelBuilder.Entity<RuleSetEntity>().HasKey(set => new { set.Id, set.Version });
        modelBuilder.Entity<RuleSetEntity>().HasQueryFilter(set => set.DeletedAt == null);
        modelBuilder.Entity<RunEntity>().HasIndex(run => new { run.Purpose, run.CreatedAt });
        modelBuilder.Entity<OperationEntity>().HasIndex(operation => operation.StartedAt);
        modelBuilder.Entity<RememberedAnswerEntity>().HasIndex(answer => answer.AnsweredAt);
        modelBuilder.Entity<ApiTokenEntity>().HasIndex(token => token.Hash).IsUnique();
        modelBuilder.Entity<LoginTokenEntity>().HasKey(token => token.Hash);
    }

    /// <summary>SQLite cannot order by an offset; ticks in UTC sort as the instants do.</summary>
    private sealed class UtcTicksConverter()
        : ValueConverter<DateTimeOffset, long>(instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
