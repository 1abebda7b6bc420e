using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>Every kind of input and output that forms know. Standard output belongs to the command line.</summary>
internal static class PlanKinds
{
    private static readonly PartKind[] s_live =
    [
        CaptureInputKind.Kind, VxlanInputKind.Kind, TcpInputKind.Kind, HttpInputKind.Kind, KafkaInputKind.Kind, DummyInputKind.Kind, PacketFileInputKind.Kind,
    ];

    private static readonly PartKind[] s_recorded = [RecordingInputKind.Kind, RecordingInputKind.Files, KafkaInputKind.Kind];

    // They name files of the server's machine, which a server may forbid.
    private static readonly PartKind[] s_files = [PacketFileInputKind.Kind, FileOutputKind.Kind];

    public static IReadOnlyList<PartKind> Outputs { get; } =
    [
        HttpOutputKind.Kind, TcpOutputKind.Kind, WebSocketOutputKind.Kind, KafkaOutputKind.Kind, S3OutputKind.Kind, FileOutputKind.Kind, BinaryOutputKind.Kind, NullOutputKind.Kind,
    ];

    /// <summary>A capture records what arrives; a replay reads what was recorded.</summary>
    public static IReadOnlyList<PartKind> Inputs(RunPurpose purpose) => purpose == RunPurpose.Capture ? s_live : s_recorded;

    /// <summary>Those that a server offers which lets plans name files, or does not.</summary>
    public static IReadOnlyList<PartKind> Offered(IReadOnlyList<PartKind> kinds, bool withFiles) => withFiles ? kinds : [.. kinds.Except(s_files)];
}
