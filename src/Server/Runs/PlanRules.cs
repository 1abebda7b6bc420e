using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Runs;

/// <summary>
/// What a plan that comes by page or API must not do to the server's machine: name files outside the allowed folders, run programs, read variables
/// that are not meant for it. The command line is not asked: whoever uses it has the rights already.
/// </summary>
internal sealed class PlanRules(ServerOptions options, FileRoots roots) : IPlanRules
{
    private const string S3 = "s3://";
    private const string SecretPrefix = "TAPEDECK_SECRET_";

    /// <inheritdoc/>
    public IReadOnlyList<string> FileRoots => options.FileRoots;

    /// <inheritdoc/>
    public bool AllowsMiddleware => options.AllowMiddleware;

    /// <summary>What is refused of an input; pointers begin with its own.</summary>
    public IEnumerable<PlanFault> OfInput(InputPlan input, string pointer) => input switch
    {
        PacketFileInputPlan packets => OfFile(packets.File, pointer + "/file"),
        FileInputPlan files => files.Files.Where(file => !IsOnS3(file) && file.Length > 0 && !roots.AllowPattern(file)).Select(file => Refused(file, pointer + "/files")),
        TcpInputPlan tcp => OfCertificate(tcp.Certificate, pointer + "/certificate"),
        KafkaInputPlan kafka => OfCluster(kafka.Cluster, pointer + "/cluster"),
        _ => [],
    };

    /// <summary>What is refused of an output.</summary>
    public IEnumerable<PlanFault> OfOutput(OutputPlan output, string pointer) => output switch
    {
        FileOutputPlan file => OfTemplate(file.Path, pointer + "/path"),
        S3OutputPlan s3 => OfSpool(s3.SpoolFolder, pointer + "/spoolFolder"),
        KafkaOutputPlan kafka => OfCluster(kafka.Cluster, pointer + "/cluster"),
        _ => [],
    };

    /// <summary>What is refused of a middleware.</summary>
    public IEnumerable<PlanFault> OfMiddleware(MiddlewarePlan? middleware) => middleware is null || AllowsMiddleware
        ? []
        : [new PlanFault("/middleware", $"A middleware may be any program, and plans on the server run none unless {ServerOptions.Section}:AllowMiddleware is true.")];

    private IEnumerable<PlanFault> OfFile(string? file, string pointer) => string.IsNullOrEmpty(file) || roots.Allow(file) ? [] : [Refused(file, pointer)];

    private IEnumerable<PlanFault> OfTemplate(string path, string pointer) =>
        path.Length == 0 ? []
        : HasPlaceholder(Path.GetDirectoryName(path)) ? [new PlanFault(pointer, $"'{path}' has a placeholder in its folder, which could lead anywhere: on the server, placeholders stand in the file's name.")]
        : roots.AllowWithChunks(path) ? []
        : [Refused(path, pointer)];

    private IEnumerable<PlanFault> OfSpool(string folder, string pointer) =>
        folder.Length == 0 || folder == Path.GetTempPath() ? []
        : HasPlaceholder(folder) || !roots.Allow(folder) ? [Refused(folder, pointer)]
        : [];

    private IEnumerable<PlanFault> OfCluster(KafkaClusterPlan cluster, string pointer) =>
    [
        .. OfFile(cluster.Tls?.CaFile, pointer + "/tls/caFile"),
        .. OfCertificate(cluster.Tls?.Certificate, pointer + "/tls/certificate"),
        .. IsKeptSafely(cluster.Sasl?.Password ?? default) ? [] : new[] { NoReference(pointer + "/sasl/password") },
    ];

    private IEnumerable<PlanFault> OfCertificate(CertificatePlan? certificate, string pointer) =>
        [.. OfFile(certificate?.File, pointer + "/file"), .. OfFile(certificate?.KeyFile, pointer + "/keyFile")];

    private PlanFault Refused(string path, string pointer) => new(pointer, $"'{path}' {roots.Refusal}");

    private static PlanFault NoReference(string pointer) =>
        new(pointer, $"Plans are stored, passwords are not: give env:{SecretPrefix}NAME, a variable of the server's environment that begins with {SecretPrefix}.");

    /// <summary>The engine's own notion of it: with a bucket. What has none would be the name of a file.</summary>
    private static bool IsOnS3(string file) => file.Length > S3.Length && file.StartsWith(S3, StringComparison.OrdinalIgnoreCase) && file[S3.Length] != '/';

    private static bool HasPlaceholder(string? folder) => folder?.Contains('%', StringComparison.Ordinal) == true;

    private static bool IsKeptSafely(SecretText password) =>
        password.IsEmpty || password.Variable?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true;
}
