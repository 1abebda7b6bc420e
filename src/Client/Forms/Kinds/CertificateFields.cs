using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>A certificate is there as soon as one of its files is.</summary>
internal static class CertificateFields
{
    public static CertificatePlan? With(CertificatePlan? before, string? file, string? keyFile) =>
        string.IsNullOrEmpty(file) && string.IsNullOrEmpty(keyFile) ? null : (before ?? new CertificatePlan("", "")) with { File = file ?? "", KeyFile = keyFile ?? "" };
}
