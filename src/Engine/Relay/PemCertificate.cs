using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Relay;

/// <summary>Loads what PEM files hold, or says what is wrong with them before anything starts.</summary>
internal static class PemCertificate
{
    /// <summary>A certificate with its key, and with the chain that stands in its file; null when there is a fault.</summary>
    /// <param name="plan">The two files.</param>
    /// <param name="path">JSON pointer of the plan's part.</param>
    /// <param name="faults">Where faults are added.</param>
    public static SslStreamCertificateContext? Load(CertificatePlan plan, string path, List<PlanFault> faults)
    {
        var before = faults.Count;
        var chain = LoadAll(plan.File, path + "/file", "certificate", faults);
        CheckReadable(plan.KeyFile, path + "/keyFile", "private key", faults);
        if (faults.Count > before)
        {
            return null;
        }

        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(plan.File, plan.KeyFile);
            // A key that lives only in memory cannot be used by every platform's TLS; one that went through PKCS #12 can.
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            faults.Add(new PlanFault(path + "/keyFile", $"{plan.KeyFile} does not hold the private key of {plan.File}, not encrypted, in PEM form."));
            return null;
        }
    }

    /// <summary>All certificates of a PEM file; null when there is a fault.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">JSON pointer of the plan's part.</param>
    /// <param name="what">What the file should hold, for the message.</param>
    /// <param name="faults">Where faults are added.</param>
    public static X509Certificate2Collection? LoadAll(string file, string path, string what, List<PlanFault> faults)
    {
        if (!CheckReadable(file, path, what, faults))
        {
            return null;
        }

        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(file);
            if (all.Count > 0)
            {
                return all;
            }

            faults.Add(new PlanFault(path, $"{file} holds no certificate in PEM form."));
        }
        catch (CryptographicException failure)
        {
            faults.Add(new PlanFault(path, $"{file} holds no certificate in PEM form: {failure.Message}"));
        }

        return null;
    }

    private static bool CheckReadable(string file, string path, string what, List<PlanFault> faults)
    {
        if (file.Length == 0)
        {
            faults.Add(new PlanFault(path, $"The file of the {what} is missing: certificate and private key are given together, both in PEM form."));
            return false;
        }

        try
        {
            using var opened = File.OpenRead(file);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new PlanFault(path, $"The {what} cannot be read: {failure.Message}") { IsRefusal = failure is UnauthorizedAccessException });
            return false;
        }
    }
}
