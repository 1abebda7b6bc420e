using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>A recorded request as a line for bash that makes curl send the same message again: the same target, header fields and body bytes.</summary>
public static class CurlCommand
{
    private const int LargestBody = 256 << 10;
    private const int LargestArgument = 64 << 10; // Linux takes 128 KiB in one argument; printf is part of the shell and has no limit.

    // What curl adds by itself; what the request did not have is switched off.
    private static readonly string[] s_added = ["User-Agent", "Accept", "Content-Type", "Expect"];

    /// <summary>The command; a body above <paramref name="largestBody"/> bytes is to be saved as a file by whoever runs it.</summary>
    public static string Of(Record record, int largestBody = LargestBody)
    {
        var request = RequestParts.Of(record);
        var line = new StringBuilder("curl").Append(Verb(request.Method, !request.Body.IsEmpty)).Append(" --globoff --path-as-is ").Append(Quote(request.Url));
        if (!IsPathForCurl(request.Target))
        {
            line.Append(" \\\n  --request-target ").Append(Quote(request.Target));
        }

        foreach (var (name, value) in request.Headers.Where(header => !RequestParts.Is(header, "Content-Length") && !(RequestParts.Is(header, "Host") && request.HasHost)))
        {
            line.Append(" \\\n  -H ").Append(Quote(Encoding.UTF8.GetBytes(value.Length == 0 ? $"{name};" : $"{name}: {value}")));
        }

        foreach (var name in s_added.Where(name => !request.Headers.Any(header => RequestParts.Is(header, name)) && (name is "User-Agent" or "Accept" || !request.Body.IsEmpty)))
        {
            line.Append(CultureInfo.InvariantCulture, $" \\\n  -H '{name}:'");
        }

        return WithBody(line.ToString(), request.Body.Span, largestBody);
    }

    /// <summary>Whether curl sends a target as it stands in the address: it leaves out fragments, escapes what is not ASCII, and knows paths only.</summary>
    private static bool IsPathForCurl(ReadOnlySpan<byte> target) => target is [] or [(byte)'/', ..] && !target.Contains((byte)'#') && !target.ContainsAnyInRange((byte)0x7F, (byte)0xFF);

    private static string Verb(string method, bool hasBody) => (method, hasBody) switch
    {
        ("GET", false) or ("POST", true) => "",
        ("HEAD", false) => " --head",
        _ => $" -X {Quote(Encoding.Latin1.GetBytes(method))}",
    };

    private static string WithBody(string line, ReadOnlySpan<byte> body, int largestBody) => body switch
    {
        [] => line,
        _ when body.Length > largestBody => string.Create(CultureInfo.InvariantCulture, $"# The body of {body.Length} bytes is too long for a line: save it as request-body first.\n{line} \\\n  --data-binary @request-body"),
        _ when body.Length > LargestArgument || body.Contains((byte)0) => $"printf {Quote(PrintfFormat(body))} | {line} \\\n  --data-binary @-",
        _ when body[0] == '@' => $"{line} \\\n  --data-raw {Quote(body)}",
        _ => $"{line} \\\n  --data-binary {Quote(body)}",
    };

    /// <summary>What makes printf write these bytes: NUL cannot stand in an argument, its octal escape can.</summary>
    private static byte[] PrintfFormat(ReadOnlySpan<byte> body)
    {
        var format = new List<byte>(body.Length + 16);
        foreach (var value in body)
        {
            format.AddRange(value switch
            {
                0 => @"\000"u8.ToArray(),
                (byte)'%' => "%%"u8.ToArray(),
                (byte)'\\' => @"\\"u8.ToArray(),
                (byte)'-' when format.Count == 0 => @"\055"u8.ToArray(),
                _ => [value],
            });
        }

        return [.. format];
    }

    /// <summary>Plain quotes where they do, else bash's <c>$'…'</c> with escapes.</summary>
    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (System.Text.Unicode.Utf8.IsValid(bytes) && !text.Any(c => char.IsControl(c) || c == '\''))
        {
            return $"'{text}'";
        }

        var quoted = new StringBuilder("$'");
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\n' => quoted.Append("\\n"),
                (byte)'\r' => quoted.Append("\\r"),
                (byte)'\t' => quoted.Append("\\t"),
                (byte)'\'' or (byte)'\\' => quoted.Append('\\').Append((char)value),
                < 0x20 or >= 0x7F => quoted.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
                _ => quoted.Append((char)value),
            };
        }

        return quoted.Append('\'').ToString();
    }
}
