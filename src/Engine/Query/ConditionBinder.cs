using System.Text;
using Superpower.Model;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Query;

/// <summary>Finds out what the values of one condition mean for its meant.</summary>
internal sealed class ConditionBinder(QueryBinder query, QueryField meant, string name, Token<QueryToken> head)
{
    private const string SizeWords = "a size such as 500, 10kB or 1.5MB";
    private const string DurationWords = "a time with its unit, such as 250ms or 1.5s";
    private const string MomentWords = "a moment such as 2026-11-25T15:04:05Z, 2026-11-25 or -15m";

    private MessageSide Side =>
        meant.Name.StartsWith("request.", StringComparison.Ordinal) ? MessageSide.Request
        : meant.Name.StartsWith("response.", StringComparison.Ordinal) ? MessageSide.Response
        : MessageSide.Either;

    public QueryNode Bind(QueryOperator asked, QueryValue value) => meant.Kind switch
    {
        QueryFieldKind.Status when value.Text.Equals("none", StringComparison.OrdinalIgnoreCase) => NoStatus(asked, value),
        QueryFieldKind.Status => Number(SummaryNumber.Status, asked, value, NumberText.Status, "a status such as 404, 5xx or none", 1),
        QueryFieldKind.Duration => Number(SummaryNumber.Latency, asked, value, text => Width(asked, NumberText.Duration(text)), DurationWords, 0),
        QueryFieldKind.Moment => Number(SummaryNumber.Time, asked, value, query.Moment, MomentWords, long.MinValue),
        QueryFieldKind.Size => Number(SizeField, asked, value, NumberText.Size, SizeWords, 1),
        QueryFieldKind.Header => Text(asked, value) is { } match ? new QueryNode.Header(Side, Encoding.ASCII.GetBytes(name[meant.Name.Length..]), match) : Refused,
        QueryFieldKind.Json => Json(asked, value),
        _ when value.Text.Length == 0 => query.Refuse(value.Token, $"Nothing has an empty {name}; -{name}=* finds what has none."),
        QueryFieldKind.Body when asked == QueryOperator.Is && (value.IsQuoted || value.Text != "*") => query.Refuse(head, "A body is searched with ':' for text or '~' for a regular expression; body=* finds any."),
        QueryFieldKind.Body => Text(asked, value) is { } match ? new QueryNode.Body(Side, match) : Refused,
        _ => Text(asked, value) is { } match ? new QueryNode.Text(TextField, match) : Refused,
    };

    /// <summary>What is returned beside a fault.</summary>
    private static QueryNode Refused { get; } = new QueryNode.Everything();

    private SummaryNumber SizeField => meant.Name switch { "request.size" => SummaryNumber.RequestSize, "response.size" => SummaryNumber.ResponseSize, _ => SummaryNumber.Size };

    private SummaryText TextField => SummaryTexts.Find(meant.Name)!.Value;

    /// <summary>Two times are never equal to the nanosecond, so 250ms means what would be shown as that; only as a bound it is exact.</summary>
    private static Bounds? Width(QueryOperator asked, Bounds? time) => asked is QueryOperator.Is or QueryOperator.Has || time is null ? time : Bounds.Of(time.Value.Least);

    private QueryNode NoStatus(QueryOperator asked, QueryValue value) => asked is QueryOperator.Is or QueryOperator.Has
        ? new QueryNode.Number(SummaryNumber.Status, 0, 0)
        : query.Refuse(value.Token, "No status is neither more nor less than another: write status:none.");

    private QueryNode Number(SummaryNumber number, QueryOperator asked, QueryValue value, Func<string, Bounds?> read, string words, long floor)
    {
        if (asked == QueryOperator.Matches)
        {
            return query.Refuse(head, $"{name} is compared with ':', '=', '>', '>=', '<' or '<='.");
        }

        if (value.Range is { } range)
        {
            return Between(number, asked, value, range, read, words, floor);
        }

        return read(value.Text) is not { } bounds ? query.Refuse(value.Token, $"This is not {words}.") : asked switch
        {
            QueryOperator.More => new QueryNode.Number(number, Math.Max(floor, bounds.Most + 1), long.MaxValue),
            QueryOperator.AtLeast => new QueryNode.Number(number, Math.Max(floor, bounds.Least), long.MaxValue),
            QueryOperator.Less => new QueryNode.Number(number, floor, bounds.Least - 1),
            QueryOperator.AtMost => new QueryNode.Number(number, floor, bounds.Most),
            _ => new QueryNode.Number(number, Math.Max(floor, bounds.Least), bounds.Most),
        };
    }

    private QueryNode Between(
        SummaryNumber number, QueryOperator asked, QueryValue value, (string Least, string Most) range, Func<string, Bounds?> read, string words, long floor)
    {
        var least = range.Least.Length == 0 ? new Bounds(floor, floor) : read(range.Least);
        var most = range.Most.Length == 0 ? Bounds.Of(long.MaxValue) : read(range.Most);
        return asked is not (QueryOperator.Is or QueryOperator.Has) ? query.Refuse(head, "A range goes with ':'.")
            : least is null || most is null ? query.Refuse(value.Token, $"Both ends of a range are {words}.")
            : new QueryNode.Number(number, Math.Max(floor, least.Value.Least), meant.Kind == QueryFieldKind.Duration && range.Most.Length > 0 ? most.Value.Least : most.Value.Most);
    }

    private TextMatch? Text(QueryOperator asked, QueryValue value)
    {
        switch (asked)
        {
            case QueryOperator.Has when value.Text.Length > 0:
                return new TextMatch.Contains(value.Text);
            case QueryOperator.Is:
                return value.IsQuoted || !value.Text.Contains('*', StringComparison.Ordinal)
                    ? new TextMatch.Exact(Encoding.UTF8.GetBytes(value.Text))
                    : new TextMatch.Wildcard([.. value.Text.Split('*').Select(Encoding.UTF8.GetBytes)]);
            case QueryOperator.Matches:
                return Pattern(value);
            case QueryOperator.Has:
                query.Refuse(value.Token, "There is no text to search for between the quotes.");
                return null;
            default:
                query.Refuse(head, $"{name} is text: it is compared with ':' (contains), '=' (is, with * for anything) or '~' (regular expression).");
                return null;
        }
    }

    private TextMatch.Pattern? Pattern(QueryValue value)
    {
        if (!query.MayUseRegexp())
        {
            query.Refuse(value.Token, $"A query has at most {QueryLimits.Regexps} regular expressions.");
            return null;
        }

        try
        {
            return new TextMatch.Pattern(value.Text, ByteRegex.Parse(value.Text));
        }
        catch (RegexException failure)
        {
            query.Refuse(value.Token, failure.At is { } at ? value.At(at) : null, $"This regular expression cannot be read: {failure.Message}.");
            return null;
        }
    }

    private QueryNode Json(QueryOperator asked, QueryValue value)
    {
        var start = name.IndexOf('$', StringComparison.Ordinal);
        if (JsonPath.Parse(name.AsSpan(start), out _) is not { } path)
        {
            return query.Refuse(head, $"This is no path within JSON; it looks like {meant.Name}.order.items[0].id, with [*] for any element, ..id for an id at any depth (once), and [\"a b\"] for other names.");
        }

        return JsonValue(asked, value) is { } match ? new QueryNode.Json(Side, path, match) : Refused;
    }

    private JsonMatch? JsonValue(QueryOperator asked, QueryValue value)
    {
        var number = value.IsQuoted ? null : NumberText.Plain(value.Text);
        if (asked == QueryOperator.Is && value is { IsQuoted: false, Text: "*" })
        {
            return new JsonMatch.Present();
        }

        if (asked is QueryOperator.Is or QueryOperator.Has && value.Range is var (least, most))
        {
            return JsonRange(value, least.Length == 0 ? double.NegativeInfinity : NumberText.Plain(least), most.Length == 0 ? double.PositiveInfinity : NumberText.Plain(most));
        }

        return asked switch
        {
            QueryOperator.More => JsonRange(value, number is { } above ? Math.BitIncrement(above) : null, double.PositiveInfinity),
            QueryOperator.AtLeast => JsonRange(value, number, double.PositiveInfinity),
            QueryOperator.Less => JsonRange(value, double.NegativeInfinity, number is { } below ? Math.BitDecrement(below) : null),
            QueryOperator.AtMost => JsonRange(value, double.NegativeInfinity, number),
            _ => Text(asked, value) is { } match ? new JsonMatch.Text(match, asked == QueryOperator.Is ? number : null) : null,
        };
    }

    private JsonMatch.Number? JsonRange(QueryValue value, double? least, double? most)
    {
        if (least is null || most is null)
        {
            query.Refuse(value.Token, "More and less are for numbers.");
            return null;
        }

        return new JsonMatch.Number(least.Value, most.Value);
    }
}
