using TapeDeck.Client.Ports;
using TapeDeck.Server.Recordings.Uploads;
using TapeDeck.Server.Runs;

namespace TapeDeck.Server.Recordings;

internal static class RecordingServices
{
    public static IServiceCollection AddRecordings(this IServiceCollection services) => services
        .AddSingleton<RecordingImport>()
        .AddSingleton<UploadStore>()
        .AddSingleton<IUploads>(provider => provider.GetRequiredService<UploadStore>())
        .AddSingleton<RecordingIndexes>()
        .AddSingleton<RecordingSearches>()
        .AddSingleton<RecordingIndexing>()
        .AddSingleton<RecordingWatch>()
        .AddSingleton<IndexingControl>()
        .AddSingleton<IRecordings, RecordingCatalog>()
        .AddSingleton<IRecordingExports, RecordingExports>()
        .AddSingleton<IRecordingComposer, RecordingComposer>()
        .AddSingleton<ISavedViews, SavedViews>()
        .AddSingleton<RecordingTrash>()
        .AddSingleton<IDeletedRecordings>(provider => provider.GetRequiredService<RecordingTrash>())
        .AddHostedService<RecordingIndexWorker>()
        .AddSingleton<RetentionWorker>()
        .AddHostedService(provider => provider.GetRequiredService<RetentionWorker>())
        .AddSingleton<ReplayOutcomes>()
        .AddSingleton<IReplayOutcomes>(provider => provider.GetRequiredService<ReplayOutcomes>())
        .AddSingleton<IReplayResults>(provider => provider.GetRequiredService<ReplayOutcomes>());
}
