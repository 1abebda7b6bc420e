using Microsoft.EntityFrameworkCore;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Persistence;

internal static class PersistenceServices
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<StorageCheck>("storage");
        return services
            .AddDbContextFactory<AppDbContext>((provider, options) =>
                options.UseSqlite($"Data Source={provider.GetRequiredService<DataDirectory>().Database}"))
            .AddSingleton<DatabaseUpgrade>();
    }
}
