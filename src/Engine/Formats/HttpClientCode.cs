using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>A recorded request as a C# program (<c>dotnet run request.cs</c>) that asks the same again with HttpClient.</summary>
public static class HttpClientCode
{
    private static readonly string[] s_ofContent = ["Allow", "Expires", "Last-Modified"];

    /// <summary>The program.</summary>
    public static string Of(Record record)
    {
        var request = RequestParts.Of(record);
        var headers = request.Meaning.ToLookup(header => header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || s_ofContent.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
        var code = new StringBuilder()
            .AppendLine("using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });")
            .AppendLine(CultureInfo.InvariantCulture, $"var address = new Uri({Quote(request.EscapedUrl)}, new UriCreationOptions {{ DangerousDisablePathAndQueryCanonicalization = true }});")
            .AppendLine(CultureInfo.InvariantCulture, $"using var request = new HttpRequestMessage(new HttpMethod({Quote(request.Method)}), address);");
        if (!request.Body.IsEmpty || headers[true].Any())
        {
            code.AppendLine(CultureInfo.InvariantCulture, $"request.Content = new ByteArrayContent({Bytes(request.Body.Span)});");
        }

        AddHeaders(code, "request.Headers", headers[false]);
        AddHeaders(code, "request.Content.Headers", headers[true]);
        return code.AppendLine("using var response = await client.SendAsync(request);")
            .AppendLine("Console.WriteLine(response);")
            .Append("Console.WriteLine(await response.Content.ReadAsStringAsync());").ToString();
    }

    private static void AddHeaders(StringBuilder code, string target, IEnumerable<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers)
        {
            code.AppendLine(CultureInfo.InvariantCulture, $"{target}.TryAddWithoutValidation({Quote(name)}, {Quote(value)});");
        }
    }

    private static string Bytes(ReadOnlySpan<byte> body) => body.IsEmpty ? "[]"
        : ExportJson.IsText(body) ? $"{Quote(Encoding.UTF8.GetString(body))}u8.ToArray()"
        : $"Convert.FromBase64String({Quote(Convert.ToBase64String(body))})";

    private static string Quote(string text) => $"\"{string.Concat(text.Select(Escape))}\"";

    private static string Escape(char symbol) => symbol switch
    {
        '"' or '\\' => $"\\{symbol}",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when char.IsControl(symbol) || symbol is '\u2028' or '\u2029' => $"\\u{(int)symbol:x4}",
        _ => symbol.ToString(),
    };
}
