namespace TapeDeck.TestKit;

/// <summary>A self-signed certificate made by openssl, as files.</summary>
public sealed record CertificateFiles(string Certificate, string Key)
{
    /// <summary>Makes one for a name.</summary>
    public static async Task<CertificateFiles> CreateAsync(TempFolder folder, string name)
    {
        var files = new CertificateFiles(folder.File($"{name}.pem"), folder.File($"{name}.key"));
        var (exitCode, _, error) = await ToolProcess.RunAsync(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", $"/CN={name}", "-addext", $"subjectAltName=DNS:{name}", "-keyout", files.Key, "-out", files.Certificate);
        return exitCode == 0 ? files : throw new InvalidOperationException(error);
    }
}
