using TapeDeck.Client.Ports;

namespace TapeDeck.Server.Api.Samples;

/// <summary>The library: recordings, files on their way into it, work on it, saved views.</summary>
internal static class RecordingSamples
{
    private const string Operation = "7d3a9c5e1f284b60a9e8d7c6b5a49382";

    private static readonly RecordingResource s_recording = new()
    {
        Id = SampleValues.Recording,
        Name = "Shop, port 8000",
        State = RecordingState.Healthy,
        Damages = [],
        ImportNotes = [],
        Pinned = true,
        Tags = ["nightly"],
        Note = "Before the change of the tax rates.",
        CreatedAt = SampleValues.Begin,
        Exchanges = 18_204,
        SizeBytes = 73_400_320,
        FirstTime = SampleValues.Instant(0.5),
        LastTime = SampleValues.Instant(60),
        CaptureId = SampleValues.Capture,
        Files = ["capture-0001.gor"],
    };

    private static readonly OperationResource s_running = new()
    {
        Id = Operation, Kind = OperationKind.Index, State = OperationState.Running, Progress = 0.25, StartedAt = SampleValues.After(90), Eta = SampleValues.After(92),
    };

    private static readonly OperationResource s_ended = s_running with
    {
        State = OperationState.Succeeded, Progress = 1, Eta = null, EndedAt = SampleValues.After(92),
        Result = new OperationResult(SampleValues.Recording, $"{ApiSetup.Base}/recordings/{SampleValues.Recording}"),
    };

    public static void AddTo(SampleSet set)
    {
        set.Add(s_recording);
        set.AddTo("listDeletedRecordings", SampleSet.Page(s_recording with { Pinned = false, DeletedAt = SampleValues.After(600) }));
        foreach (var import in new[] { "uploadRecording", "putRecording" })
        {
            set.AddTo(import, s_recording with { Pinned = false, Tags = [], Note = "", CaptureId = null, Name = "evening", Files = ["evening.gor"] });
        }

        set.AddTo("stopIndexing", s_recording with { State = RecordingState.Unindexed, Exchanges = 4_551 });
        set.Add(s_ended);
        set.AddTo("indexRecording", s_running with { Progress = 0, Eta = null });
        set.AddTo("composeRecording", s_running with { Kind = OperationKind.Compose, Progress = 0, Eta = null });
        set.AddTo("cancelOperation", s_running with { State = OperationState.Cancelled, Eta = null, EndedAt = SampleValues.After(91) });
        set.Add(new UploadResource
        {
            Id = "0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b", FileName = "evening.gor", State = UploadState.Receiving, Length = 73_400_320, Received = 4_194_304, ExpiresAt = SampleValues.After(1440),
        });
        set.Add(new ViewResource("a4f1e2d3c4b5468798a9b0c1d2e3f405", "Failing payments", "path:/payments status>=500", null, null, null, "-latency", SampleValues.After(75)));
    }
}
