namespace TapeDeck.Engine.Formats;

/// <summary>A format in which exchanges leave the library.</summary>
/// <param name="Name">As the API names it.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Purpose">What it is good for.</param>
/// <param name="Ending">Of file names, with its dot.</param>
/// <param name="MediaType">As it is sent.</param>
/// <param name="Open">Makes a writer; null for the format that only a database can write.</param>
public sealed record ExportFormat(string Name, string Title, string Purpose, string Ending, string MediaType, Func<IExchangeExport>? Open)
{
    /// <summary>All formats, in the order in which people are offered them.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("gor", "Recording", "Everything, byte for byte, for TapeDeck and GoReplay", ".gor", "application/octet-stream", () => new GorExport()),
        new("har", "HAR", "For browser developer tools and proxies", ".har", "application/json", () => new HarExport()),
        new("pcap", "Packets", "For Wireshark and tshark; the connections are made up", ".pcap", "application/vnd.tcpdump.pcap", () => new PcapExport()),
        new("curl", "curl script", "Sends the requests again, for bash", ".sh", "text/x-shellscript", () => new CurlExport()),
        new("k6", "k6 script", "Load test with a check of each status", ".js", "text/javascript", () => new K6Export()),
        new("csv", "CSV", "One line an exchange, for spreadsheets", ".csv", "text/csv", () => new CsvExport()),
        new("ndjson", "NDJSON", "Headers and bodies, a JSON object a line", ".ndjson", "application/x-ndjson", () => new NdjsonExport()),
        new("parquet", "Parquet", "One row an exchange, for DuckDB, pandas and Spark", ".parquet", "application/vnd.apache.parquet", null),
    ];

    /// <summary>The format of that name; null when there is none.</summary>
    public static ExportFormat? Find(string? name) => All.FirstOrDefault(format => format.Name == name);
}
