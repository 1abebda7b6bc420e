using System.Globalization;
using System.Text;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Query;

/// <summary>Runs a query over an exchange.</summary>
internal static class ExchangePredicate
{
    public static bool IsMatch(QueryNode node, ExchangeMessages exchange) => node switch
    {
        QueryNode.All all => HoldsAll(all.Terms, exchange),
        QueryNode.Any any => HoldsAny(any.Terms, exchange),
        QueryNode.Not not => !IsMatch(not.Term, exchange),
        QueryNode.Free free => IsIn(free.Match, exchange.Summary),
        QueryNode.Text text => TextOf(exchange.Summary, text.Field) is { Length: > 0 } value && (text.Match.IsMatch(value) || IsTemplate(exchange.Summary, text)),
        QueryNode.Number number => NumberOf(exchange.Summary, number.Field) is var value && value >= number.Least && value <= number.Most,
        QueryNode.Header header => Sides(header.Side).Any(side => HasHeader(exchange.Headers(side), header)),
        QueryNode.Body body => Sides(body.Side).Any(side => exchange.Body(side) is { IsEmpty: false } bytes && body.Match.IsMatch(bytes)),
        QueryNode.Json json => Sides(json.Side).Any(side => JsonScan.IsMatch(exchange.Body(side), json.Path, json.Match)),
        _ => true,
    };

    public static string TextOf(ExchangeSummary exchange, SummaryText field) => field switch
    {
        SummaryText.Method => exchange.Method,
        SummaryText.Host => exchange.Host,
        SummaryText.Target => exchange.Target,
        SummaryText.Path => RequestTarget.PathOf(exchange.Target),
        SummaryText.Query => RequestTarget.QueryOf(exchange.Target),
        SummaryText.ContentType => exchange.ContentType,
        SummaryText.Endpoint => TemplateOf(exchange) is { Length: > 0 } template ? $"{exchange.Method} {template}" : "",
        SummaryText.Client => exchange.Client,
        SummaryText.Connection => exchange.Connection,
        SummaryText.Failure => exchange.Failure,
        _ => exchange.Id,
    };

    /// <summary>What its recording's index has learnt, else what the path looks like; empty without a request.</summary>
    private static string TemplateOf(ExchangeSummary exchange) =>
        exchange.Template ?? (exchange.Method.Length == 0 ? "" : PathTemplates.ByLooks(RequestTarget.PathOf(exchange.Target)));

    /// <summary>An endpoint may be asked for without its method.</summary>
    private static bool IsTemplate(ExchangeSummary exchange, QueryNode.Text asked) => asked.Field == SummaryText.Endpoint && asked.Match.IsMatch(TemplateOf(exchange));

    private static long NumberOf(ExchangeSummary exchange, SummaryNumber field) => field switch
    {
        SummaryNumber.Status => exchange.Status,
        SummaryNumber.Latency => exchange.Latency,
        SummaryNumber.Time => exchange.Timestamp,
        SummaryNumber.RequestSize => exchange.RequestBytes,
        SummaryNumber.ResponseSize => exchange.ResponseBytes,
        _ => exchange.RequestBytes + exchange.ResponseBytes,
    };

    private static bool HoldsAll(IReadOnlyList<QueryNode> terms, ExchangeMessages exchange)
    {
        foreach (var term in terms)
        {
            if (!IsMatch(term, exchange))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsAny(IReadOnlyList<QueryNode> terms, ExchangeMessages exchange)
    {
        foreach (var term in terms)
        {
            if (IsMatch(term, exchange))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(TextMatch.Contains text, ExchangeSummary exchange) =>
        text.IsMatch(exchange.Target) || text.IsMatch(exchange.Method) || text.IsMatch(exchange.Host)
        || (exchange.Status > 0 && text.IsMatch(exchange.Status.ToString(CultureInfo.InvariantCulture)));

    private static bool HasHeader(HeaderBlock headers, QueryNode.Header asked)
    {
        foreach (var header in headers)
        {
            if (Ascii.EqualsIgnoreCase(header.Name, asked.Name) && asked.Match.IsMatch(header.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Each side that is meant.</summary>
    public static MessageSide[] Sides(MessageSide side) => side switch
    {
        MessageSide.Request => s_request,
        MessageSide.Response => s_response,
        _ => s_both,
    };

    private static readonly MessageSide[] s_request = [MessageSide.Request];
    private static readonly MessageSide[] s_response = [MessageSide.Response];
    private static readonly MessageSide[] s_both = [MessageSide.Request, MessageSide.Response];
}
