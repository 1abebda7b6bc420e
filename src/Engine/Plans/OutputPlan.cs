using System.Reflection;
using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>One destination of records.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(StdoutOutputPlan), "stdout")]
[JsonDerivedType(typeof(NullOutputPlan), "null")]
[JsonDerivedType(typeof(FileOutputPlan), "file")]
[JsonDerivedType(typeof(S3OutputPlan), "s3")]
[JsonDerivedType(typeof(HttpOutputPlan), "http")]
[JsonDerivedType(typeof(TcpOutputPlan), "tcp")]
[JsonDerivedType(typeof(WebSocketOutputPlan), "websocket")]
[JsonDerivedType(typeof(BinaryOutputPlan), "binary")]
[JsonDerivedType(typeof(KafkaOutputPlan), "kafka")]
public abstract record OutputPlan
{
    private static readonly Dictionary<Type, string> s_kinds = typeof(OutputPlan).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    /// <summary>The name of its kind, as in JSON: <c>file</c>, <c>http</c> …</summary>
    [JsonIgnore]
    public string Kind => s_kinds[GetType()];

    /// <summary>The queue in front of this output.</summary>
    public QueuePlan Queue { get; init; } = new();

    /// <summary>How many records it takes; null for all. <c>ADDRESS|10</c>, <c>ADDRESS|10%</c> (spec §7).</summary>
    public RateLimitPlan? Limit { get; init; }
}

/// <summary>Records as <c>.gor</c> bytes on standard output.</summary>
public sealed record StdoutOutputPlan : OutputPlan;

/// <summary>Discards records.</summary>
public sealed record NullOutputPlan : OutputPlan;
