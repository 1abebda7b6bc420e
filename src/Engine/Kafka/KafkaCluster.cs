using Confluent.Kafka;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Relay;

namespace TapeDeck.Engine.Kafka;

/// <summary>How to reach a cluster and sign in to it: checked, and in the client library's terms.</summary>
/// <param name="Config">Brokers, TLS and SASL.</param>
/// <param name="Topic">The topic.</param>
internal sealed record KafkaCluster(ClientConfig Config, string Topic)
{
    private static readonly Dictionary<string, SaslMechanism> s_mechanisms = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = SaslMechanism.Plain,
        ["PLAIN"] = SaslMechanism.Plain,
        ["SCRAM-SHA-256"] = SaslMechanism.ScramSha256,
        ["SCRAM-SHA-512"] = SaslMechanism.ScramSha512,
    };

    /// <summary>Topic and brokers for people.</summary>
    public string Description => $"{Topic} at {Config.BootstrapServers}";

    /// <summary>Reads the part of a plan that inputs and outputs share. What it returns is of no use when faults were added.</summary>
    /// <param name="plan">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="faults">Where faults are added, paths relative to the input's or output's plan.</param>
    public static KafkaCluster Read(KafkaClusterPlan plan, string topic, List<PlanFault> faults)
    {
        CheckBrokers(plan.Brokers, faults);
        if (string.IsNullOrWhiteSpace(topic))
        {
            faults.Add(new PlanFault("/topic", "The topic is missing: brokers and topic are given together."));
        }

        var config = new ClientConfig { BootstrapServers = string.Join(',', plan.Brokers), ClientId = "tapedeck", LogConnectionClose = false };
        AddTls(config, plan.Tls, faults);
        AddSasl(config, plan.Sasl, faults);
        config.SecurityProtocol = (plan.Tls, plan.Sasl) switch
        {
            (null, null) => SecurityProtocol.Plaintext,
            (null, _) => SecurityProtocol.SaslPlaintext,
            (_, null) => SecurityProtocol.Ssl,
            _ => SecurityProtocol.SaslSsl,
        };
        return new KafkaCluster(config, topic);
    }

    private static void CheckBrokers(IReadOnlyList<string> brokers, List<PlanFault> faults)
    {
        if (brokers.Count == 0)
        {
            faults.Add(new PlanFault("/cluster/brokers", "The brokers are missing: give at least one as HOST:PORT; brokers and topic are given together."));
        }

        for (var i = 0; i < brokers.Count; i++)
        {
            var isAddress = HostPort.TryParse(brokers[i], out var address) ? address is { Host.Length: > 0, Port: > 0 } : IsBareHost(brokers[i]);
            if (!isAddress)
            {
                faults.Add(new PlanFault($"/cluster/brokers/{i}", $"'{brokers[i]}' is no broker: it takes the form HOST or HOST:PORT."));
            }
        }
    }

    private static bool IsBareHost(string text) => HostPort.TryParse(text + ":9092", out var address) && address.Host.Length > 0;

    private static void AddTls(ClientConfig config, KafkaTlsPlan? plan, List<PlanFault> faults)
    {
        if (plan?.CaFile is { } authorities)
        {
            PemCertificate.LoadAll(authorities, "/cluster/tls/caFile", "authorities' certificate", faults);
            config.SslCaLocation = authorities;
        }

        if (plan?.Certificate is { } certificate)
        {
            PemCertificate.Load(certificate, "/cluster/tls/certificate", faults);
            config.SslCertificateLocation = certificate.File;
            config.SslKeyLocation = certificate.KeyFile;
        }
    }

    private static void AddSasl(ClientConfig config, SaslPlan? plan, List<PlanFault> faults)
    {
        if (plan is null)
        {
            return;
        }

        if (!s_mechanisms.TryGetValue(plan.Mechanism, out var mechanism))
        {
            faults.Add(new PlanFault("/cluster/sasl/mechanism", $"'{plan.Mechanism}' is not supported: use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512."));
        }

        if (plan.Username.Length == 0)
        {
            faults.Add(new PlanFault("/cluster/sasl/username", "The user name is missing."));
        }

        if (WhyNoPassword(plan.Password) is { } reason)
        {
            faults.Add(new PlanFault("/cluster/sasl/password", reason));
        }

        (config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (mechanism, plan.Username, plan.Password.Reveal());
    }

    private static string? WhyNoPassword(SecretText password) =>
        password.IsEmpty ? "The password is missing."
        : password.IsMasked ? "The password was left out where this plan comes from; give it again, or as env:NAME the environment variable that holds it."
        : string.IsNullOrEmpty(password.Reveal()) ? $"The environment variable {password.Variable} is not set."
        : null;
}
