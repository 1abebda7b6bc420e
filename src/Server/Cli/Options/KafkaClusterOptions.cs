using System.CommandLine;
using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Values;
using static TapeDeck.Server.Cli.Values.ValueKinds;

namespace TapeDeck.Server.Cli.Options;

/// <summary>What Kafka input and output have in common: brokers, sign-in, TLS (spec §9).</summary>
internal static class KafkaClusterOptions
{
    /// <summary>Brokers, separated by commas.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Brokers = new("HOST[:PORT],…", ParseBrokers, brokers => string.Join(',', brokers));

    private static readonly ValueKind<string> s_mechanisms = OneOf(
        "MECHANISM", ("", "PLAIN"), ("PLAIN", "PLAIN"), ("SCRAM-SHA-256", "SCRAM-SHA-256"), ("SCRAM-SHA-512", "SCRAM-SHA-512"));

    private static readonly Option<string> s_ca = OptionKinds.Single("kafka-tls-ca-cert", FilePath, "Use TLS to read and write; who may sign the brokers' certificates, PEM.");

    private static readonly Option<string> s_certificate = OptionKinds.Single("kafka-tls-client-cert", FilePath, "Use TLS to read and write; the client's own certificate, PEM.");

    private static readonly Option<string> s_key = OptionKinds.Single("kafka-tls-client-key", FilePath, "Its private key, PEM.");

    /// <summary>The options of one side, <paramref name="side"/> being <c>input</c> or <c>output</c>; TLS is shared by both.</summary>
    public static PartOptions<KafkaClusterPlan> Of(string side)
    {
        var sasl = OptionKinds.Flag($"{side}-kafka-use-sasl", "Sign in by SASL.");
        var mechanism = OptionKinds.Single($"{side}-kafka-mechanism", s_mechanisms, "PLAIN (the default), SCRAM-SHA-256 or SCRAM-SHA-512.");
        var username = OptionKinds.Single($"{side}-kafka-username", Text("NAME"), "User name for SASL.");
        var password = OptionKinds.Single($"{side}-kafka-password", Text("PASSWORD"), "Password for SASL, or env:NAME for the variable that holds it; a command line is seen by everybody on the machine.");
        return new PartOptions<KafkaClusterPlan>(new KafkaClusterPlan())
            .Switch(sasl, "sasl", cluster => cluster.Sasl is not null, (cluster, on) => cluster with { Sasl = on ? cluster.Sasl ?? new SaslPlan() : null })
            .Value(s_mechanisms, mechanism, "sasl/mechanism", cluster => cluster.Sasl?.Mechanism, (cluster, value) => Sign(cluster, plan => plan with { Mechanism = value }))
            .Value(Text(""), username, "sasl/username", cluster => cluster.Sasl?.Username, (cluster, value) => Sign(cluster, plan => plan with { Username = value }))
            .Value(Text(""), password, "sasl/password", WrittenPassword, (cluster, value) => Sign(cluster, plan => plan with { Password = value }))
            .Value(FilePath, s_ca, "tls/caFile", cluster => cluster.Tls?.CaFile, (cluster, file) => cluster with { Tls = Tls(cluster) with { CaFile = file } })
            .Value(
                FilePath, s_certificate, "tls/certificate/file",
                cluster => cluster.Tls?.Certificate?.File, (cluster, file) => cluster with { Tls = Tls(cluster) with { Certificate = Certificate(cluster) with { File = file } } })
            .Value(
                FilePath, s_key, "tls/certificate/keyFile",
                cluster => cluster.Tls?.Certificate?.KeyFile, (cluster, file) => cluster with { Tls = Tls(cluster) with { Certificate = Certificate(cluster) with { KeyFile = file } } })
            .Check(CheckCertificate)
            .Check((reader, cluster) => reader.WarnUnless(cluster.Sasl is not null, sasl, mechanism, username, password));
    }

    private static KafkaClusterPlan Sign(KafkaClusterPlan cluster, Func<SaslPlan, SaslPlan> change) => cluster with { Sasl = cluster.Sasl is null ? null : change(cluster.Sasl) };

    /// <summary>Only where a password is to be found; the password itself does not belong into a command that is copied about.</summary>
    private static string? WrittenPassword(KafkaClusterPlan cluster) => cluster.Sasl?.Password is { Variable: not null } reference ? reference.ToString() : null;

    private static KafkaTlsPlan Tls(KafkaClusterPlan cluster) => cluster.Tls ?? new KafkaTlsPlan();

    private static CertificatePlan Certificate(KafkaClusterPlan cluster) => cluster.Tls?.Certificate ?? new CertificatePlan("", "");

    private static void CheckCertificate(OptionReader reader, KafkaClusterPlan cluster)
    {
        if (cluster.Tls?.Certificate is { File: "" })
        {
            reader.Fault(s_key, $"needs {s_certificate.Name}");
        }
        else if (cluster.Tls?.Certificate is { KeyFile: "" })
        {
            reader.Fault(s_certificate, $"needs {s_key.Name}");
        }
    }

    private static string[] ParseBrokers(string text)
    {
        var brokers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return brokers.Length > 0 ? brokers : throw new FormatException("names no broker");
    }
}
