using System.Text.Json.Serialization;

namespace TapeDeck.Engine.Plans;

/// <summary>One source of records.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CaptureInputPlan), "capture")]
[JsonDerivedType(typeof(PacketFileInputPlan), "packet-file")]
[JsonDerivedType(typeof(VxlanInputPlan), "vxlan")]
[JsonDerivedType(typeof(FileInputPlan), "file")]
[JsonDerivedType(typeof(TcpInputPlan), "tcp")]
[JsonDerivedType(typeof(HttpInputPlan), "http")]
[JsonDerivedType(typeof(KafkaInputPlan), "kafka")]
[JsonDerivedType(typeof(DummyInputPlan), "dummy")]
public abstract record InputPlan
{
    /// <summary>How many of its records go on; null for all. <c>ADDRESS|10</c>, <c>ADDRESS|10%</c> (spec §7).</summary>
    public RateLimitPlan? Limit { get; init; }

    /// <summary>Whether records arrive when traffic happens, so that waiting for a slow output would lose some at the source.</summary>
    [JsonIgnore]
    public virtual bool IsLive => true;
}
