namespace TapeDeck.TestKit;

/// <summary>An authority and certificates it signed, made by openssl: PEM files in a folder of their own.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly TempFolder _folder = new();

    private TestCertificates()
    {
    }

    public string CaFile => _folder.File("ca.pem");

    /// <summary>For <c>localhost</c> and 127.0.0.1.</summary>
    public string ServerFile => _folder.File("server.pem");

    public string ServerKeyFile => _folder.File("server.key");

    public string ClientFile => _folder.File("client.pem");

    public string ClientKeyFile => _folder.File("client.key");

    public static async Task<TestCertificates> CreateAsync()
    {
        var made = new TestCertificates();
        await OpenSslAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=TapeDeck test authority", "-keyout", made._folder.File("ca.key"), "-out", made.CaFile);
        await made.SignAsync("server", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        await made.SignAsync("client", "tester", "extendedKeyUsage=clientAuth");
        return made;
    }

    public void Dispose() => _folder.Dispose();

    private async Task SignAsync(string name, string commonName, string extension)
    {
        var (request, extensions) = (_folder.File(name + ".csr"), _folder.File(name + ".ext"));
        await File.WriteAllTextAsync(extensions, extension);
        await OpenSslAsync("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + commonName,
            "-keyout", _folder.File(name + ".key"), "-out", request);
        await OpenSslAsync("x509", "-req", "-in", request, "-CA", CaFile, "-CAkey", _folder.File("ca.key"), "-CAcreateserial", "-days", "2",
            "-extfile", extensions, "-out", _folder.File(name + ".pem"));
    }

    private static async Task OpenSslAsync(params string[] arguments)
    {
        var (exitCode, _, error) = await ToolProcess.RunAsync("openssl", arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"openssl {arguments[0]} failed: {error}");
        }
    }
}
