using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>.gor files on this machine.</summary>
internal static class FileOutputKind
{
    public static PartKind Kind { get; } = new FieldsOf<FileOutputPlan>()
        .Text("path", "File", it => it.Path, (it, text) => it with { Path = text }, new() { IsMono = true, Placeholder = "/srv/traffic/%Y-%m-%d.gor", Missing = "Name the file, such as /srv/traffic/%Y-%m-%d.gor." })
        .As("file", "File", ".gor files on this machine", () => new FileOutputPlan(), it => $"Writes the records to {it.Path}")
        .With(RecordingFields.Fields)
        .With(CommonFields.Output);
}
