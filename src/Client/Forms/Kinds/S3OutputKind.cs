using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Recordings on S3.</summary>
internal static class S3OutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<S3OutputPlan>()
        .Text("url", "Name", it => it.Url, (it, text) => it with { Url = text }, new() { IsMono = true, Placeholder = "s3://bucket/%Y-%m-%d/traffic.gor", Missing = "Name bucket and object, such as s3://bucket/traffic.gor." })
        .Text("spoolFolder", "Folder for what is not uploaded yet", it => it.SpoolFolder, (it, text) => it with { SpoolFolder = text }, new() { IsMono = true, IsAdvanced = true })
        .As("s3", "S3", ".gor files, uploaded once complete", () => new S3OutputPlan(), it => $"Uploads the records to {it.Url}")
        .With(RecordingFields.Fields)
        .With(CommonFields.Output);
}
