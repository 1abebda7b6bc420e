using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>What was recorded, paced: a recording of the library, or files of this machine.</summary>
internal static class RecordingInputKind
{
    public static PartKind Kind { get; } = new FieldsOf<FileInputPlan>()
        .Optional("recording", "Recording", it => it.Recording, (it, id) => it with { Recording = id }, new() { Missing = "Choose the recording to replay." }, FieldControl.Recording)
        .As("recording", "Recording", "A recording of the library", () => new FileInputPlan { Speed = ReplaySpeed.Original }, it => $"Replays a recording{Again(it)}")
        .With(Pace)
        .With(CommonFields.Input) with { Fits = part => part is FileInputPlan { Files.Count: 0 } };

    public static PartKind Files { get; } = new FieldsOf<FileInputPlan>()
        .List("files", "Files", it => it.Files, (it, files) => it with { Files = files }, new() { IsMono = true, Placeholder = "/srv/traffic/noon_*.gor", Hint = "Paths and patterns on this machine, or s3://bucket/prefix; merged by time.", Missing = "Name the files to replay." })
        .As("file", "Files", ".gor files on this machine or on S3", () => new FileInputPlan { Speed = ReplaySpeed.Original }, it => $"Replays {string.Join(", ", it.Files)}{Again(it)}")
        .With(Pace)
        .With(CommonFields.Input);

    private static FieldsOf<FileInputPlan> Pace => new FieldsOf<FileInputPlan>()
        .Text("speed", "Speed", it => (it.Speed ?? ReplaySpeed.Original).ToString(), (it, text) => it with { Speed = FieldText.Speed(text) }, new() { Hint = "100 % keeps the recorded times between requests." }, FieldControl.Speed)
        .Check("loop", "Start again after the last request", it => it.Loop, (it, on) => it with { Loop = on }, new() { Hint = "Goes on until it is stopped." })
        .OptionalDuration("maxWait", "Longest wait", it => it.MaxWait, (it, time) => it with { MaxWait = time }, new() { Hint = "Between two requests.", IsAdvanced = true })
        .Number("readDepth", "Records looked ahead", it => it.ReadDepth, (it, number) => it with { ReadDepth = (int)number }, 0, 1_000_000, new() { Hint = "To repair their order in time.", IsAdvanced = true })
        .Optional("from", "From", it => FieldText.OfTime(it.From), (it, text) => it with { From = FieldText.Time("From", text) }, new() { Placeholder = "2026-03-17T18:00:00Z", IsAdvanced = true })
        .Optional("to", "To", it => FieldText.OfTime(it.To), (it, text) => it with { To = FieldText.Time("To", text) }, new() { Placeholder = "2026-03-17T19:00:00Z", IsAdvanced = true });

    private static string Again(FileInputPlan it) => it.Loop ? " again and again" : "";
}
