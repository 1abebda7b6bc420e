using System.Net.Sockets;
using System.Security.Cryptography;

namespace TapeDeck.TestKit;

/// <summary>s3rver, a server that speaks S3, with one bucket named <c>test</c>. The environment tells clients of this process to use it.</summary>
public sealed class S3Server : IAsyncDisposable
{
    private const string ObjectSuffix = "._S3rver_object";
    private readonly TempFolder _folder = new();
    private ToolProcess? _process;

    public const string Bucket = "test";

    public int Port { get; } = FreePort.Next();

    /// <summary>What the server has, by key.</summary>
    public IReadOnlyDictionary<string, byte[]> Objects
    {
        get
        {
            var root = Path.Combine(_folder.Path, Bucket);
            return Directory.EnumerateFiles(root, "*" + ObjectSuffix, SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(root, file)[..^ObjectSuffix.Length], File.ReadAllBytes, StringComparer.Ordinal);
        }
    }

    /// <summary>What it said so far: a line for each request.</summary>
    public string Log => _process!.OutputText;

    /// <summary>Puts an object where the server keeps them.</summary>
    public void Put(string key, byte[] content)
    {
        var file = Path.Combine(_folder.Path, Bucket, key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file + ObjectSuffix, content);
        File.WriteAllText(file + "._S3rver_metadata.json", """{"content-type":"binary/octet-stream"}""");
#pragma warning disable CA5351 // S3's checksum, no secret
        File.WriteAllText(file + "._S3rver_object.md5", Convert.ToHexStringLower(MD5.HashData(content)));
#pragma warning restore CA5351
    }

    /// <summary>Starts a new one, or this one again on the same port with the same objects.</summary>
    public async Task StartAsync()
    {
        var program = Path.Combine(Repository.Root, "artifacts", "npm", "node_modules", "s3rver", "bin", "s3rver.js");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException("s3rver is not installed; ./test does it.", program);
        }

        // Its continuation tokens are made with a cipher that newer OpenSSL keeps back.
        _process = ToolProcess.Start("node", "--openssl-legacy-provider", program, "-d", _folder.Path, "-a", "127.0.0.1", "-p", $"{Port}", "--configure-bucket", Bucket);
        await _process.WaitUntilAsync(CanConnect, "s3rver");
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", $"http://127.0.0.1:{Port}");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
    }

    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private bool CanConnect()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
