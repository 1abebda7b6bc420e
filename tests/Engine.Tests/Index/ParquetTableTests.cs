using DuckDB.NET.Data;
using TapeDeck.Engine.Index;
using TapeDeck.Engine.Tests.Formats;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Index;

public sealed class ParquetTableTests
{
    [Fact]
    public void Write_Lines_AreReadBackAndNothingElseIsLeft()
    {
        using var folder = new TempFolder();
        var parquet = folder.File("it's.parquet");
        using (var table = new ParquetTable(folder.File("work.duckdb")))
        {
            foreach (var exchange in ExportSamples.All)
            {
                table.Add(exchange.Summary);
            }

            table.Write(parquet, TestContext.Current.CancellationToken);
        }

        Assert.Equal([parquet], Directory.GetFileSystemEntries(folder.Path));
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var read = duck.CreateCommand();
        read.CommandText = $"SELECT string_agg(method || target, ' ' ORDER BY number), count(status), sum(latency_ns), epoch_ns(min(time)) FROM '{parquet.Replace("'", "''", StringComparison.Ordinal)}'";
        using var row = read.ExecuteReader();
        Assert.True(row.Read());
        Assert.Equal(string.Join(' ', ExportSamples.All.Select(exchange => exchange.Summary.Method + exchange.Summary.Target)), row.GetString(0));
        Assert.Equal((7L, "9000000000", ExportSamples.Start), (row.GetInt64(1), row.GetValue(2).ToString(), row.GetInt64(3)));
    }
}
