using System.Buffers;
using System.Globalization;
using System.Text;
using TapeDeck.Engine;
using TapeDeck.Engine.Formats;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;

namespace TapeDeck.Server.Cli;

/// <summary><c>tapedeck search</c>: prints the exchanges of recordings that fit a query, without server and index. Exit codes are grep's.</summary>
/// <param name="error">Where faults and warnings go.</param>
/// <param name="output">Where what is found goes.</param>
/// <param name="time">What relative moments count from.</param>
public sealed class SearchCommand(TextWriter error, Stream output, TimeProvider time)
{
    private const int Found = 0;
    private const int NoneFound = 1;
    private const int Wrong = 2;
    private const int FlushBytes = 64 << 10;

    private const int BrokenPipe = 32;

    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>The names of the formats.</summary>
    internal static IEnumerable<string> FormatNames => ExportFormat.All.Where(format => format.Open is not null).Select(format => format.Name).Prepend(SearchOptions.Text);

    /// <summary>The format of that name that can be written without a database; null when there is none.</summary>
    internal static ExportFormat? FormatOf(string name) => ExportFormat.Find(name) is { Open: not null } format ? format : null;

    /// <summary>Searches.</summary>
    /// <returns>The exit code: 0 when something was found, 1 when nothing was, 2 when something is wrong.</returns>
    public int Run(SearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!TrafficQuery.TryParse(options.Query, time.GetUtcNow(), out var query, out var fault))
        {
            Explain(options.Query, fault);
            return Wrong;
        }

        try
        {
            return Search(options, new FileSearch(query), FileSearch.Files(options.Files));
        }
        catch (IOException failure) when (failure.HResult == BrokenPipe)
        {
            return Found; // whoever read it, as head does, has enough
        }
        catch (PlanException refused)
        {
            refused.Faults.ToList().ForEach(one => Say(one.Message));
            return Wrong;
        }
        catch (IOException failure)
        {
            Say(failure.Message);
            return Wrong;
        }
    }

    private int Search(SearchOptions options, FileSearch search, IReadOnlyList<string> files)
    {
        var export = options.IsCount ? null : FormatOf(options.Format)?.Open!();
        var found = 0L;
        export?.Begin(_text);
        foreach (var file in files)
        {
            foreach (var exchange in search.Run(file, damage => Say($"warning: {file}, byte {damage.Offset}: {damage.Reason}")))
            {
                found++;
                export?.Write(_text, exchange);
                if (!options.IsCount && export is null)
                {
                    _text.Write(Encoding.UTF8.GetBytes(files.Count > 1 ? $"{file}: " : ""));
                    WriteLine(LineOf(exchange.Summary));
                }

                Flush(FlushBytes);
            }
        }

        export?.End(_text);
        if (options.IsCount)
        {
            WriteLine(found.ToString(CultureInfo.InvariantCulture));
        }

        Flush(0);
        if (search.Late > 0)
        {
            Say($"warning: {search.Late} responses came too long after their requests to be looked at; index the recording to search them");
        }

        return found > 0 ? Found : NoneFound;
    }

    private static string LineOf(ExchangeSummary exchange)
    {
        var moment = DateTimeOffset.UnixEpoch.AddTicks(exchange.Timestamp / 100);
        var status = exchange.Status == 0 ? "-" : exchange.Status.ToString(CultureInfo.InvariantCulture);
        var latency = exchange.Latency < 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{exchange.Latency / 1e6:0.###}ms");
        return string.Create(CultureInfo.InvariantCulture, $"{moment:yyyy-MM-ddTHH:mm:ss.ffffffZ} {status} {latency} {exchange.Method} {exchange.Host} {exchange.Target}");
    }

    /// <summary>Texts of messages have a character a byte and go out as these bytes; what would move a terminal's cursor does not.</summary>
    private void WriteLine(string line)
    {
        _text.Write(Encoding.Latin1.GetBytes(string.Concat(line.Select(symbol => symbol is < ' ' or '\x7F' ? '?' : symbol))));
        _text.Write("\n"u8);
    }

    private void Flush(int from)
    {
        if (_text.WrittenCount > from)
        {
            output.Write(_text.WrittenSpan);
            _text.ResetWrittenCount();
        }
    }

    /// <summary>The query, and a mark under what is wrong with it.</summary>
    private void Explain(string query, QueryFault fault)
    {
        Say(fault.Message);
        error.WriteLine($"  {string.Concat(query.Select(symbol => char.IsControl(symbol) ? ' ' : symbol))}");
        error.WriteLine($"  {new string(' ', fault.Column - 1)}{new string('^', fault.Length)}");
    }

    private void Say(string line) => error.WriteLine($"tapedeck: search: {line}");
}
