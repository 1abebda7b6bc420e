using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Gor;

/// <summary>A template of file names with placeholders for date, time, request id, type and run (spec §3.1).</summary>
public sealed class GorFileName
{
    private const int RunTokenLength = 8;
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly string[] s_placeholders = ["%Y", "%m", "%d", "%H", "%M", "%S", "%NS", "%r", "%t", "%i"];
    private readonly string _template;
    private readonly string _runToken;
    private readonly bool _hasTime;
    private (long Second, string Name) _latest = (-1, "");

    /// <summary>Reads a template; unknown placeholders stay as they are.</summary>
    /// <param name="template">A path.</param>
    /// <param name="random">Gives the letters of <c>%i</c>, the same for all names of this template.</param>
    public GorFileName(string template, Random? random = null)
    {
        _template = template;
        _runToken = new string((random ?? Random.Shared).GetItems<char>(Letters, RunTokenLength));
        _hasTime = s_placeholders[..7].Any(template.Contains);
        DependsOnRecord = s_placeholders[6..9].Any(template.Contains);
    }

    /// <summary>Whether every record may get a name of its own: the template has an id, a type or nanoseconds.</summary>
    public bool DependsOnRecord { get; }

    /// <summary>The name for a record that is written now.</summary>
    public string Expand(Record record, TimeProvider time)
    {
        var now = _hasTime ? time.GetLocalNow() : default;
        var second = now.Ticks / TimeSpan.TicksPerSecond;
        if (DependsOnRecord)
        {
            return Fill(now, FileSafe(record.Id.ToString()), ((int)record.Kind).ToString(CultureInfo.InvariantCulture));
        }

        if (_latest.Second != second)
        {
            _latest = (second, Fill(now, "", ""));
        }

        return _latest.Name;
    }

    /// <summary>Cuts a name where a chunk's number goes: at the last dot of its last part.</summary>
    public static (string Stem, string Extension) Split(string name)
    {
        var extension = Path.GetExtension(name);
        return (name[..^extension.Length], extension);
    }

    /// <summary>Fills in <c>%Y %m %d %H %M %S</c> alone, for names of other things than files.</summary>
    public static string ExpandDate(string template, DateTimeOffset now) => Fill(template, s_placeholders[..6], placeholder => DateValue(placeholder, now));

    private static string Fill(string template, string[] placeholders, Func<string, string> value)
    {
        var filled = new StringBuilder(template.Length + 32);
        for (var i = 0; i < template.Length;)
        {
            var placeholder = template[i] == '%' ? Array.Find(placeholders, one => string.CompareOrdinal(template, i, one, 0, one.Length) == 0) : null;
            filled.Append(placeholder is null ? template[i].ToString() : value(placeholder));
            i += placeholder?.Length ?? 1;
        }

        return filled.ToString();
    }

    private static string DateValue(string placeholder, DateTimeOffset now) => placeholder switch
    {
        "%Y" => now.ToString("yyyy", CultureInfo.InvariantCulture),
        "%m" => now.ToString("MM", CultureInfo.InvariantCulture),
        "%d" => now.ToString("dd", CultureInfo.InvariantCulture),
        "%H" => now.ToString("HH", CultureInfo.InvariantCulture),
        "%M" => now.ToString("mm", CultureInfo.InvariantCulture),
        _ => now.ToString("ss", CultureInfo.InvariantCulture),
    };

    private string Fill(DateTimeOffset now, string id, string kind) => Fill(_template, s_placeholders, placeholder => Value(placeholder, now, id, kind));

    private string Value(string placeholder, DateTimeOffset now, string id, string kind) => placeholder switch
    {
        "%NS" => (now.Ticks % TimeSpan.TicksPerSecond * 100).ToString(CultureInfo.InvariantCulture),
        "%r" => id,
        "%t" => kind,
        "%i" => _runToken,
        _ => DateValue(placeholder, now),
    };

    // An id is any token; it must not lead out of the folder.
    private static string FileSafe(string id) => string.Concat(id.Select(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '-' or '_' or '.' ? symbol : '_'));
}
