using TapeDeck.Engine.Elasticsearch;

namespace TapeDeck.Engine.Tests.Elasticsearch;

public class ElasticsearchTargetTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("localhost:9200/gor", "http://localhost:9200/_bulk", "gor", null)]
    [InlineData("http://localhost:9200/gor", "http://localhost:9200/_bulk", "gor", null)]
    [InlineData("http://localhost:9200/gor/", "http://localhost:9200/_bulk", "gor", null)]
    [InlineData("https://es.test/gor", "https://es.test/_bulk", "gor", null)]
    [InlineData("http://es.test/gor", "http://es.test/_bulk", "gor", null)]
    [InlineData("es.test/gor", "http://es.test:9200/_bulk", "gor", null)]
    [InlineData("es.test:80/gor", "http://es.test/_bulk", "gor", null)]
    [InlineData("[::1]:9200/gor", "http://[::1]:9200/_bulk", "gor", null)]
    [InlineData("https://elastic:p%40ss@es.test:9200/gor", "https://es.test:9200/_bulk", "gor", "ZWxhc3RpYzpwQHNz")]
    [InlineData("u:p@es.test:9200/gor", "http://es.test:9200/_bulk", "gor", "dTpw")]
    [InlineData("https://gate.test/search/v1/gor", "https://gate.test/search/v1/_bulk", "gor", null)]
    [InlineData("es:9200/gor-%Y.%m.%d", "http://es:9200/_bulk", "gor-2026.03.04", null)]
    [InlineData("es:9200/gor-%H%M%S", "http://es:9200/_bulk", "gor-050607", null)]
    public void TryParse_Address_IsTakenApart(string url, string bulk, string index, string? credentials)
    {
        Assert.True(ElasticsearchTarget.TryParse(url, s_now, out var target, out var fault), fault);
        Assert.Equal((bulk, index, credentials), (target.BulkUrl.ToString(), target.IndexAt(s_now), target.Credentials));
    }

    [Theory]
    [InlineData(null, "lacks an index")]
    [InlineData("", "lacks an index")]
    [InlineData("localhost:9200", "lacks an index")]
    [InlineData("http://localhost:9200", "lacks an index")]
    [InlineData("http://localhost:9200/", "lacks an index")]
    [InlineData("/gor", "takes the form")]
    [InlineData("ftp://h/gor", "takes the form")]
    [InlineData("h:99999/gor", "takes the form")]
    [InlineData("h:9200/Gor", "no index with the name Gor")]
    [InlineData("h:9200/_gor", "no index")]
    [InlineData("h:9200/go*r", "no index")]
    [InlineData("h:9200/gor-%r", "no index")]
    public void TryParse_Nonsense_SaysWhatIsWrong(string? url, string words)
    {
        Assert.False(ElasticsearchTarget.TryParse(url, s_now, out _, out var fault));
        Assert.Contains(words, fault, StringComparison.Ordinal);
    }
}
