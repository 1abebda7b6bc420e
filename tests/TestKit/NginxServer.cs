using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace TapeDeck.TestKit;

/// <summary>
/// A real nginx on a free port of 127.0.0.1. Answers <c>/</c> and everything unknown with 200 and a short text, <c>/status/404</c> and the like with
/// that status, <c>/json</c>, <c>/gzip.json</c> (compressed), <c>/image.png</c>, <c>/binary</c>, <c>/form</c>; accepts uploads. Logs every request to <see cref="AccessLog"/>.
/// </summary>
public sealed class NginxServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;

    private NginxServer(string folder, int port, bool isTls, Process process)
    {
        Folder = folder;
        Port = port;
        Url = new Uri($"{(isTls ? "https://localhost" : "http://127.0.0.1")}:{port}");
        _process = process;
    }

    public int Port { get; }

    /// <summary>Of its only process.</summary>
    public int Id => _process.Id;

    public string Folder { get; }

    public Uri Url { get; }

    public string AccessLog => Path.Combine(Folder, "access.log");

    /// <summary>Lines of the access log: <c>METHOD TARGET STATUS HOST</c>, and with TLS the server name asked for. nginx writes a line when the response has been sent.</summary>
    public IReadOnlyList<string> Requests => File.Exists(AccessLog) ? File.ReadAllLines(AccessLog) : [];

    /// <summary>The same once so many were served: a client may have its answer before the line is written.</summary>
    public async Task<IReadOnlyList<string>> RequestsAsync(int count)
    {
        await Eventually.HoldsAsync(() => Requests.Count >= count);
        return Requests;
    }

    /// <summary>Starts it and returns once it accepts connections.</summary>
    /// <param name="log">Off for benchmarks; the count then comes from <c>/nginx-status</c>.</param>
    /// <param name="certificate">Speaks TLS with this; null for plain HTTP.</param>
    public static async Task<NginxServer> StartAsync(bool log = true, CertificateFiles? certificate = null, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("tapedeck-nginx-").FullName;
        var port = FreePort.Next();
        await WriteSiteAsync(folder, port, log, certificate, cancellationToken);
        var start = new ProcessStartInfo("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", Path.Combine(folder, "error.log")])
        {
            RedirectStandardError = true,
        };
        var server = new NginxServer(folder, port, certificate is not null, Process.Start(start)!);
        await server.WaitUntilReadyAsync(cancellationToken);
        return server;
    }

    /// <summary>Requests that were served since the start, this question included.</summary>
    public async Task<long> CountAsync()
    {
        using var http = new HttpClient();
        var status = await http.GetStringAsync(new Uri(Url, "/nginx-status"));
        return long.Parse(status.Split('\n')[2].Trim().Split(' ')[2], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task WriteSiteAsync(string folder, int port, bool log, CertificateFiles? certificate, CancellationToken cancellationToken)
    {
        var site = Directory.CreateDirectory(Path.Combine(folder, "site")).FullName;
        var json = """{"id": 9007199254740993, "name": "café", "items": [1, 2.50, null, true], "nested": {"b": 1, "a": 2}}""";
        await File.WriteAllTextAsync(Path.Combine(site, "data.json"), json + new string(' ', 64), cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(site, "image.png"), Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(site, "binary"), [.. Enumerable.Range(0, 1024).Select(i => (byte)(i * 7))], cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), Configuration(folder, port, log, certificate), cancellationToken);
    }

    private static string Configuration(string folder, int port, bool log, CertificateFiles? certificate) => $$"""
        daemon off; master_process off; worker_processes 1; pid {{folder}}/nginx.pid;
        events { worker_connections 4096; }
        http {
            log_format plain '$request_method $request_uri $status $http_host{{(certificate is null ? "" : " $ssl_server_name")}}';
            access_log {{(log ? $"{folder}/access.log plain" : "off")}};
            client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
            keepalive_requests 100000000; client_max_body_size 64m; default_type text/plain;
            server {
                listen 127.0.0.1:{{port}} {{(certificate is null ? "" : "ssl")}} backlog=4096; root {{folder}}/site;
                {{(certificate is null ? "" : $"ssl_certificate {certificate.Certificate}; ssl_certificate_key {certificate.Key};")}}
                location / { return 200 "hello from nginx $request_uri\n"; }
                location ~ ^/status/(?<code>404)$ { return 404 "not here\n"; }
                location = /status/500 { return 500 "broken\n"; }
                location = /status/302 { return 302 /; }
                location = /status/204 { return 204; }
                location = /json { default_type application/json; alias {{folder}}/site/data.json; }
                location = /gzip.json { default_type application/json; gzip on; gzip_min_length 1; gzip_types application/json; alias {{folder}}/site/data.json; }
                location = /image.png { default_type image/png; }
                location = /binary { default_type application/octet-stream; }
                location = /form { default_type application/x-www-form-urlencoded; return 200 "name=J%C3%BCrgen+M&city=K%26L"; }
                location = /upload { client_body_in_file_only clean; proxy_pass http://127.0.0.1:{{port}}/uploaded; }
                location = /nginx-status { stub_status; access_log off; }
            }
        }
        """;

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"nginx ended at once: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
            }

            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", Port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }
}
