using System.Text.RegularExpressions;

namespace TapeDeck.Engine.Tests.Formats;

/// <summary>As much of k6's modules as exported scripts use, on Node: requests go out one after the other, byte for byte as k6 is told them.</summary>
internal static partial class K6Modules
{
    private const string Modules = """
        import { request as send } from 'node:http';
        const __ENV = process.env;
        const encoding = { b64decode: (text) => Uint8Array.from(Buffer.from(text, 'base64')).buffer };
        const asked = [];
        const http = { request: (method, url, body, params) => { asked.push({ method, url, body, headers: params.headers }); return { status: 0 }; } };
        const check = (response, checks) => Object.values(checks).every((holds) => typeof holds(response) === 'boolean');

        """;

    private const string Run = """

        replay();
        for (const { method, url, body, headers } of asked) {
          await new Promise((done, failed) => {
            const address = url.match(/^http:\/\/([^\/?#:]+):(\d+)(.*)$/);
            const bytes = body === null ? null : Buffer.from(body);
            const request = send({ host: address[1], port: address[2], path: address[3], method, headers, agent: false }, (answer) => answer.resume().on('end', done));
            if (bytes) request.setHeader('Content-Length', bytes.length);
            request.on('error', failed).end(bytes);
          });
        }
        """;

    public static string On(string script) => Modules + Imports().Replace(script, "").Replace("export default function ()", "function replay()", StringComparison.Ordinal) + Run;

    [GeneratedRegex("^import .*$", RegexOptions.Multiline)]
    private static partial Regex Imports();
}
