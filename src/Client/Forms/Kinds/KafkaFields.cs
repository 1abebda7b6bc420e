using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>How to reach a Kafka cluster and sign in to it.</summary>
internal static class KafkaFields
{
    private static readonly FieldChoice[] s_formats = [new("text", "Text, as in .gor files"), new("json", "JSON")];
    private static readonly FieldChoice[] s_mechanisms = [new("", "None"), new("PLAIN", "PLAIN"), new("SCRAM-SHA-256", "SCRAM-SHA-256"), new("SCRAM-SHA-512", "SCRAM-SHA-512")];

    public static FieldsOf<T> Of<T>(Func<T, KafkaClusterPlan> get, Func<T, KafkaClusterPlan, T> set)
        where T : notnull
    {
        return new FieldsOf<T>()
            .List("cluster/brokers", "Brokers", it => get(it).Brokers, (it, names) => set(it, get(it) with { Brokers = names }), new() { IsMono = true, Placeholder = "kafka-1:9092, kafka-2:9092", Missing = "Name a broker, such as kafka:9092." })
            .Choice("cluster/sasl/mechanism", "Sign-in", it => get(it).Sasl?.Mechanism ?? "", (it, name) => set(it, get(it) with { Sasl = name.Length == 0 ? null : Sasl(get(it)) with { Mechanism = name } }), s_mechanisms, new() { IsAdvanced = true })
            .Optional("cluster/sasl/username", "User name", it => get(it).Sasl?.Username, (it, text) => set(it, get(it) with { Sasl = text is null && get(it).Sasl is null ? null : Sasl(get(it)) with { Username = text ?? "" } }), new() { IsAdvanced = true })
            .Secret("cluster/sasl/password", "Password", it => get(it).Sasl?.Password ?? default, (it, secret) => set(it, get(it) with { Sasl = secret.IsEmpty && get(it).Sasl is null ? null : Sasl(get(it)) with { Password = secret } }), new() { Hint = "env:TAPEDECK_SECRET_NAME takes it from a variable of the server.", IsAdvanced = true })
            .Check("cluster/tls", "Use TLS", it => get(it).Tls is not null, (it, on) => set(it, get(it) with { Tls = on ? get(it).Tls ?? new KafkaTlsPlan() : null }), new() { IsAdvanced = true })
            .Optional("cluster/tls/caFile", "Authority's certificate file", it => get(it).Tls?.CaFile, (it, text) => set(it, Tls(get(it), tls => tls with { CaFile = text })), new() { Hint = "PEM; empty for those the system trusts.", IsAdvanced = true })
            .Optional("cluster/tls/certificate/file", "Own certificate file", it => get(it).Tls?.Certificate?.File, (it, text) => set(it, Tls(get(it), tls => tls with { Certificate = CertificateFields.With(tls.Certificate, text, tls.Certificate?.KeyFile) })), new() { IsAdvanced = true })
            .Optional("cluster/tls/certificate/keyFile", "Own key file", it => get(it).Tls?.Certificate?.KeyFile, (it, text) => set(it, Tls(get(it), tls => tls with { Certificate = CertificateFields.With(tls.Certificate, tls.Certificate?.File, text) })), new() { IsAdvanced = true });
    }

    public static FieldsOf<T> Messages<T>(Func<T, string> topic, Func<T, string, T> setTopic, Func<T, KafkaFormat> format, Func<T, KafkaFormat, T> setFormat)
        where T : notnull => new FieldsOf<T>()
            .Text("topic", "Topic", topic, setTopic, new() { IsMono = true, Placeholder = "requests", Missing = "Name the topic." })
            .Choice("format", "Messages are", it => format(it) == KafkaFormat.Json ? "json" : "text", (it, name) => setFormat(it, name == "json" ? KafkaFormat.Json : KafkaFormat.Text), s_formats);

    private static SaslPlan Sasl(KafkaClusterPlan cluster) => cluster.Sasl ?? new SaslPlan();

    private static KafkaClusterPlan Tls(KafkaClusterPlan cluster, Func<KafkaTlsPlan, KafkaTlsPlan> change) => cluster with { Tls = change(cluster.Tls ?? new KafkaTlsPlan()) };
}
