using System.Diagnostics.CodeAnalysis;
using System.Text;
using TapeDeck.Engine.Gor;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Engine.Elasticsearch;

/// <summary>Where documents go, as a plan names it (spec §5.7).</summary>
internal sealed class ElasticsearchTarget
{
    private const int DefaultPort = 9200;
    private readonly string _index;

    private ElasticsearchTarget(Uri server, string index)
    {
        BulkUrl = new UriBuilder(server) { UserName = "", Password = "", Path = server.AbsolutePath.TrimEnd('/') + "/_bulk" }.Uri;
        Credentials = server.UserInfo.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.UserInfo)));
        _index = index;
    }

    /// <summary>Where batches are posted to, without credentials.</summary>
    public Uri BulkUrl { get; }

    /// <summary>What follows <c>Basic</c> in the Authorization header; null for no header.</summary>
    public string? Credentials { get; }

    /// <summary>Reads a plan's URL.</summary>
    /// <param name="url">As in <see cref="ElasticsearchPlan.Url"/>.</param>
    /// <param name="now">A time to try the index's name with.</param>
    /// <param name="target">The target; null when there is a fault.</param>
    /// <param name="fault">What is wrong: one sentence; null when nothing is.</param>
    public static bool TryParse(string? url, DateTimeOffset now, [NotNullWhen(true)] out ElasticsearchTarget? target, [NotNullWhen(false)] out string? fault)
    {
        target = null;
        var text = url?.Trim().TrimEnd('/') ?? "";
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var path = text.IndexOf('/', scheme < 0 ? 0 : scheme + 3);
        if (path < 0)
        {
            fault = "The address of Elasticsearch lacks an index: it takes the form host:9200/index.";
            return false;
        }

        var last = text.LastIndexOf('/');
        var index = text[(last + 1)..];
        fault = ServerFault(text[..last], scheme < 0, out var server) ?? IndexFault(GorFileName.ExpandDate(index, now));
        target = fault is null ? new ElasticsearchTarget(server!, index) : null;
        return target is not null;
    }

    /// <summary>The index for a document that is exported now.</summary>
    public string IndexAt(DateTimeOffset now) => GorFileName.ExpandDate(_index, now);

    private static string? ServerFault(string text, bool lacksScheme, out Uri? server)
    {
        var isUrl = Uri.TryCreate(lacksScheme ? "http://" + text : text, UriKind.Absolute, out server) && server.Host.Length > 0;
        if (!isUrl || (server!.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps) || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            return "The address of Elasticsearch is none: it takes the form host:9200/index, http://host:9200/index or https://user:password@host:9200/index.";
        }

        if (lacksScheme && server.IsDefaultPort && !text.EndsWith(":80", StringComparison.Ordinal) && !text.Contains(":80/", StringComparison.Ordinal))
        {
            server = new UriBuilder(server) { Port = DefaultPort }.Uri;
        }

        return null;
    }

    /// <summary>What the servers refuse: names are lower case, without certain characters, and do not start with some.</summary>
    private static string? IndexFault(string index) =>
        index.Length == 0 || index is "." or ".." || Encoding.UTF8.GetByteCount(index) > 255 || index[0] is '-' or '_' or '+'
            || index.Any(char.IsUpper) || index.IndexOfAny(['\\', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':', '%']) >= 0
            ? $"Elasticsearch has no index with the name {index}: names are lower case, up to 255 bytes, without \\ * ? \" < > | , # : and spaces, and do not begin with - _ or +."
            : null;
}
