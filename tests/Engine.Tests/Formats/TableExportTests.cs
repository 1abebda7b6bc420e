using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using TapeDeck.Engine.Formats;

namespace TapeDeck.Engine.Tests.Formats;

public sealed class TableExportTests
{
    [Fact]
    public void Csv_Exchanges_AreALineEach()
    {
        using var csv = new CsvReader(new StringReader(Encoding.UTF8.GetString(ExportSamples.Export(new CsvExport(), ExportSamples.All))), CultureInfo.InvariantCulture);
        var rows = csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>().ToArray();

        Assert.Equal(ExportSamples.All.Select(exchange => exchange.Summary.Target), rows.Select(row => (string)row["target"]));
        Assert.Equal(["1500", "1500", "1500", "1500", "", "1500", "1500", ""], rows.Select(row => (string)row["latency_ms"]));
        Assert.Equal("2025-12-17T19:33:20.123456789Z", rows[0]["time"]);
        Assert.Equal("500", rows[7]["status"]);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("＝1")]
    public void Csv_WhatASpreadsheetWouldCompute_GetsAnApostrophe(string text)
    {
        var exchange = ExportSamples.All[0];
        var planted = exchange with { Summary = exchange.Summary with { Target = text, Host = text, ContentType = text, Method = text } };
        using var csv = new CsvReader(new StringReader(Encoding.UTF8.GetString(ExportSamples.Export(new CsvExport(), [planted]))), CultureInfo.InvariantCulture);
        var row = csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>().Single();

        Assert.All(new[] { "target", "host", "content_type", "method" }, column => Assert.Equal("'" + text, row[column]));
    }

    [Fact]
    public void Ndjson_Exchanges_HaveHeadersAndDecodedBodies()
    {
        var lines = Encoding.UTF8.GetString(ExportSamples.Export(new NdjsonExport(), ExportSamples.All)).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(8, lines.Length);
        Assert.Equal("{\"packed\":true}", lines[1].GetProperty("response").GetProperty("body").GetProperty("text").GetString());
        Assert.Equal(256, lines[2].GetProperty("request").GetProperty("body").GetProperty("text").GetBytesFromBase64().Length);
        Assert.Equal(["Host", "Cookie", "X-Twice", "X-Twice"], lines[0].GetProperty("request").GetProperty("headers").EnumerateArray().Select(header => header.GetProperty("name").GetString()));
        Assert.False(lines[4].TryGetProperty("response", out _));
        Assert.False(lines[7].TryGetProperty("request", out _));
    }
}
