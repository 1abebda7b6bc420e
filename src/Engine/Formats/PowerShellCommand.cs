using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>A recorded request as a command for PowerShell 7 that asks the same again: method, address, headers, body bytes.</summary>
public static class PowerShellCommand
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];

    /// <summary>The command.</summary>
    public static string Of(Record record)
    {
        var request = RequestParts.Of(record);
        var command = new StringBuilder("Invoke-WebRequest -Uri ").Append(Quote(request.EscapedUrl))
            .Append(s_methods.Contains(request.Method) ? " -Method " : " -CustomMethod ").Append(Quote(request.Method))
            .Append(" -SkipHeaderValidation -SkipHttpErrorCheck -MaximumRedirection 0");
        if (!request.Headers.Any(header => RequestParts.Is(header, "User-Agent")))
        {
            command.Append(" -UserAgent ''"); // it would name itself; an empty name is as near as it comes to none
        }

        var headers = request.Meaning.Where(header => !(RequestParts.Is(header, "Host") && request.HasHost)).GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        if (headers.Length > 0)
        {
            command.Append(" -Headers @{\n").AppendJoin('\n', headers.Select(same => $"  {Quote(same.Key)} = {Quote(Join(same.Key, same.Select(header => header.Value)))}")).Append("\n}");
        }

        return command.Append(Body(request.Body.Span)).ToString();
    }

    private static string Join(string name, IEnumerable<string> values) => string.Join(name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ", values);

    private static string Body(ReadOnlySpan<byte> body) => body.IsEmpty ? ""
        : ExportJson.IsText(body) && !body.Contains((byte)'\r') ? $" -Body ([Text.Encoding]::UTF8.GetBytes({Quote(Encoding.UTF8.GetString(body))}))"
        : $" -Body ([Convert]::FromBase64String('{Convert.ToBase64String(body)}'))";

    /// <summary>In single quotes nothing has a meaning but quotes; PowerShell takes typographic ones for such too.</summary>
    private static string Quote(string text) => $"'{string.Concat(text.Select(symbol => symbol is '\'' or '‘' or '’' or '‚' or '‛' ? $"{symbol}{symbol}" : symbol.ToString()))}'";
}
