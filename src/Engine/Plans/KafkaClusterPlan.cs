namespace TapeDeck.Engine.Plans;

/// <summary>A Kafka cluster and how to sign in to it (spec §9).</summary>
public sealed record KafkaClusterPlan
{
    /// <summary>Brokers to ask first, <c>host[:port]</c> each, the port 9092 when left out.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>Name and password; null to connect without.</summary>
    public SaslPlan? Sasl { get; init; }

    /// <summary>TLS; null to connect in the clear.</summary>
    public KafkaTlsPlan? Tls { get; init; }
}

/// <summary>Sign-in by SASL.</summary>
public sealed record SaslPlan
{
    /// <summary><c>PLAIN</c>, <c>SCRAM-SHA-256</c> or <c>SCRAM-SHA-512</c>.</summary>
    public string Mechanism { get; init; } = "PLAIN";

    /// <summary>User name.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password, or where to find it.</summary>
    public SecretText Password { get; init; }
}

/// <summary>TLS to Kafka, all PEM files.</summary>
public sealed record KafkaTlsPlan
{
    /// <summary>Who may sign the brokers' certificates; null for the system's authorities. <c>--kafka-tls-ca-cert</c>.</summary>
    public string? CaFile { get; init; }

    /// <summary>The client's own certificate; null for none. <c>--kafka-tls-client-cert</c>, <c>--kafka-tls-client-key</c>.</summary>
    public CertificatePlan? Certificate { get; init; }
}
