using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Pipeline.Outputs;

public sealed class FileOutputTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LedgerAccount _account = new Ledger().Account("file");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_600RecordsWithDefaults_ChunksOf256()
    {
        await WriteAllAsync(new FileOutputPlan { Path = Path("test.gor") }, Records.Requests(600));

        Assert.Equal(["test_0.gor", "test_1.gor", "test_2.gor"], Files());
        Assert.Equal([256, 256, 88], Files().Select(name => Read(name).Count));
        Assert.Equal(600, _account.Snapshot().Delivered);
    }

    [Fact]
    public async Task Write_SecondRun_GoesOnWithTheNextNumber()
    {
        await WriteAllAsync(new FileOutputPlan { Path = Path("test.gor") }, Records.Requests(1));
        var first = File.ReadAllBytes(Path("test_0.gor"));
        await WriteAllAsync(new FileOutputPlan { Path = Path("test.gor") }, Records.Requests(1));

        Assert.Equal(["test_0.gor", "test_1.gor"], Files());
        Assert.Equal(first, File.ReadAllBytes(Path("test_0.gor")));
    }

    [Fact]
    public async Task Write_SizeLimit_ChunksExceedItByOneRecordAtTheMost()
    {
        var records = Records.Requests(500);
        await WriteAllAsync(new FileOutputPlan { Path = Path("s.gor"), QueueLimit = 0, SizeLimitBytes = 1000 }, records);

        var sizes = Files().Select(name => new FileInfo(Path(name)).Length).ToArray();
        Assert.All(sizes, size => Assert.InRange(size, 1, 1200));
        Assert.InRange(sizes.Count(size => size < 1000), 0, 1);
        Assert.Equal(500, Files().Sum(name => Read(name).Count));
    }

    [Fact]
    public async Task Write_NoLimits_OneFile()
    {
        await WriteAllAsync(new FileOutputPlan { Path = Path("s.gor"), QueueLimit = 0, SizeLimitBytes = 0 }, Records.Requests(2000));

        Assert.Equal(["s_0.gor"], Files());
    }

    [Theory]
    [InlineData("a.gor")]
    [InlineData("a.gor.gz")]
    public async Task Append_Twice_KeepsTheOldRecords(string name)
    {
        var plan = new FileOutputPlan { Path = Path(name), Append = true };
        await WriteAllAsync(plan, Records.Requests(300));
        await WriteAllAsync(plan, Records.Requests(300));

        Assert.Equal([name], Files());
        Assert.Equal(600, Read(name).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task Append_TornTail_OnlyTheTornRecordIsLost(int missing)
    {
        var whole = GorText.Write(Records.Requests(3));
        File.WriteAllBytes(Path("a.gor"), whole[..^missing]);
        await WriteAllAsync(new FileOutputPlan { Path = Path("a.gor"), Append = true }, [Records.Request(9, "/new")]);
        var (records, damages) = GorText.ReadFile(Path("a.gor"));

        Assert.Equal(["/0", "/1"], GorText.Targets(records)[..2]);
        Assert.Equal("/new", GorText.Targets(records)[^1]);
        Assert.InRange(records.Count + damages.Count, 4, 4);
        Assert.Equal(missing is 1 or 14, records.Count == 4 && records[2].Flags == RecordFlags.None);
    }

    [Fact]
    public async Task Append_DamagedMemberInside_KeepsTheRecordsBehindIt()
    {
        var cut = GzipMembers.Pack(Encoding.UTF8.GetBytes(GorText.Get("/1") + GorText.Post("/cut", new string('x', 500))))[..^30];
        File.WriteAllBytes(Path("a.gor.gz"), [.. GzipMembers.Pack(GorText.Write(Records.Requests(1))), .. cut, .. GzipMembers.Pack(Encoding.UTF8.GetBytes(GorText.Get("/2")))]);
        await WriteAllAsync(new FileOutputPlan { Path = Path("a.gor.gz"), Append = true }, [Records.Request(9, "/new")]);
        var (records, damages) = GorText.ReadFile(Path("a.gor.gz"));

        Assert.Empty(damages);
        Assert.Equal(["/0", "/1", "/cut", "/2", "/new"], GorText.Targets(records));
        Assert.Equal(RecordFlags.Incomplete, Assert.Single(records, record => record.Flags != RecordFlags.None).Flags);
    }

    [Fact]
    public async Task Append_TornGzip_KeepsWhatCanBeDecodedAndIsValidAgain()
    {
        var plan = new FileOutputPlan { Path = Path("a.gor.gz"), Append = true };
        await WriteAllAsync(plan, Records.Requests(200));
        await WriteAllAsync(plan, Records.Requests(200));
        File.WriteAllBytes(Path("a.gor.gz"), File.ReadAllBytes(Path("a.gor.gz"))[..^30]);
        var before = GorText.ReadFile(Path("a.gor.gz")).Records.Count;
        await WriteAllAsync(plan, [Records.Request(9, "/new")]);
        var (records, _) = GorText.ReadFile(Path("a.gor.gz"));

        Assert.InRange(before, 200, 400);
        Assert.Equal("/new", GorText.Targets(records)[^1]);
        Assert.InRange(records.Count, before + 1, before + 2);
        Assert.Single(Files());
        using var content = new GZipStream(File.OpenRead(Path("a.gor.gz")), CompressionMode.Decompress);
        await content.CopyToAsync(Stream.Null, Token);
    }

    [Theory]
    [InlineData("a.gor", "a_0.gor")]
    [InlineData("a.gor.gz", "a.gor_0.gz")]
    public async Task Write_KilledAfterAnInterval_EverythingBeforeIsReadable(string name, string chunk)
    {
        var output = Open(new FileOutputPlan { Path = Path(name) });
        await output.WriteAsync(Records.Requests(100), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(100, _account.Snapshot().Delivered);
        await output.WriteAsync(Records.Requests(50), Token);

        // What another process would find now, had this one been killed.
        Assert.Equal(100, Read(chunk).Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(150, Read(chunk).Count);
        await output.DisposeAsync();
    }

    [Fact]
    public async Task Write_TotalLimit_StopsThisOutputAndCounts()
    {
        var records = Records.Requests(100);
        await WriteAllAsync(new FileOutputPlan { Path = Path("a.gor"), TotalLimitBytes = 500 }, records);
        var entry = _account.Snapshot();

        Assert.Equal(100, entry.Delivered + entry.Dropped[LedgerReason.TooLarge]);
        Assert.Equal(entry.Delivered, Read("a_0.gor").Count);
        Assert.InRange(new FileInfo(Path("a_0.gor")).Length, 500, 700);
    }

    [Fact]
    public async Task Write_PerType_SeparateFiles()
    {
        var records = Enumerable.Range(0, 10).SelectMany(i => new[] { Records.Request(i), Records.Response(i) }).ToArray();
        await WriteAllAsync(new FileOutputPlan { Path = Path("%t.gor") }, records);

        Assert.Equal(["1_0.gor", "2_0.gor"], Files());
        Assert.All(Read("1_0.gor"), record => Assert.Equal(RecordKind.Request, record.Kind));
    }

    [Fact]
    public async Task Write_PerIdBeyondTheOpenFiles_OneFilePerId()
    {
        Record[] records = [.. Enumerable.Range(0, 300).Select(i => Records.Request(i)), .. Enumerable.Range(0, 300).Select(i => Records.Response(i))];
        await WriteAllAsync(new FileOutputPlan { Path = Path("%r.gor") }, records);

        Assert.Equal(300, Files().Length);
        Assert.All(Files(), name => Assert.Equal(2, Read(name).Count));
    }

    [Fact]
    public async Task Write_NameChangesWithTheClock_NewFile()
    {
        var output = Open(new FileOutputPlan { Path = Path("%H%M%S.gor") });
        await output.WriteAsync(Records.Requests(2), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await output.WriteAsync(Records.Requests(3), Token);
        await output.CompleteAsync(Token);
        await output.DisposeAsync();

        Assert.Equal([2, 3], Files().Select(name => Read(name).Count));
    }

    [Fact]
    public async Task Write_FileCannotBeCreatedForAWhile_CountsAndGoesOnLater()
    {
        var folder = Directory.CreateDirectory(Path("%t".Replace("%t", "1", StringComparison.Ordinal)));
        var output = Open(new FileOutputPlan { Path = Path("%t/a.gor") });
        folder.Delete();
        await output.WriteAsync(Records.Requests(10), Token);
        Assert.NotNull(output.Failure);
        Assert.Equal(10, _account.Snapshot().Dropped[LedgerReason.WriteFailed]);

        folder.Create();
        _time.Advance(TimeSpan.FromSeconds(2));
        await output.WriteAsync(Records.Requests(5), Token);
        await output.CompleteAsync(Token);
        await output.DisposeAsync();

        Assert.Null(output.Failure);
        Assert.Equal(5, _account.Snapshot().Delivered);
        Assert.Equal(5, Read("1/a_0.gor").Count);
    }

    [Fact]
    public async Task Write_FullDisk_CountsSaysWhyLeavesNoTornRecordAndGoesOnLater()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can make a small disk");
        var disk = Directory.CreateDirectory(Path("disk")).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk);
        try
        {
            var ballast = System.IO.Path.Combine(disk, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[200_000], Token);
            await using var output = Open(new FileOutputPlan { Path = Path("disk/a.gor"), Append = true });
            await WriteAndFlushAsync(output, Records.Requests(100));
            await WriteAndFlushAsync(output, Records.Requests(2000));
            Assert.Contains("space", output.Failure, StringComparison.OrdinalIgnoreCase);

            File.Delete(ballast);
            _time.Advance(TimeSpan.FromSeconds(1));
            await WriteAndFlushAsync(output, Records.Requests(50));
            Assert.Null(output.Failure);
            Assert.Equal(150, Read("disk/a.gor").Count);
            Assert.Equal(2000, _account.Snapshot().Dropped[LedgerReason.WriteFailed]);
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    [Fact]
    public async Task Create_File_ReadableByGroupOnly()
    {
        await WriteAllAsync(new FileOutputPlan { Path = Path("a.gor") }, Records.Requests(1));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(Path("a_0.gor"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode & ~(UnixFileMode.GroupRead | UnixFileMode.GroupWrite));
    }

    [Theory]
    [InlineData("", "Name the file")]
    [InlineData("missing/a.gor", "does not exist")]
    [InlineData("sub", "is a folder")]
    [InlineData("text.gor", "no .gor file")]
    public void Open_CannotWork_FaultAtPath(string path, string expected)
    {
        Directory.CreateDirectory(Path("sub"));
        File.WriteAllText(Path("text.gor"), "dear diary\n");
        var plan = new FileOutputPlan { Path = path.Length == 0 ? "" : Path(path), Append = true };
        var fault = Assert.Single(Assert.Throws<PlanException>(() => Open(plan)).Faults);

        Assert.Equal("/path", fault.Path);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal("dear diary\n", File.ReadAllText(Path("text.gor")));
    }

    [Theory]
    [InlineData("a.gor", false)]
    [InlineData("a.gor", true)]
    [InlineData("%S.gor", true)]
    public async Task Open_NothingWritten_LeavesNoFile(string name, bool append)
    {
        await WriteAllAsync(new FileOutputPlan { Path = Path(name), Append = append }, []);

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Write_WhatPeopleMustKnow_IsLogged()
    {
        var log = new FakeLog();
        File.WriteAllText(Path("a.gor"), "1 torn 1 1\nGET / HT");
        await using (var output = FileOutput.Open(new FileOutputPlan { Path = Path("a.gor"), Append = true, TotalLimitBytes = 1 }, _account, _time, log))
        {
            await output.WriteAsync(new[] { Records.Response(1) with { Payload = Encoding.UTF8.GetBytes(GorText.Separator) }, Records.Request(2) }, Token);
            await output.CompleteAsync(Token);
        }

        Assert.Collection(
            log.Lines,
            line => Assert.Contains("cut short", line, StringComparison.Ordinal),
            line => Assert.Contains("total limit of 1 bytes", line, StringComparison.Ordinal),
            line => Assert.Contains("1 records", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stdout_Records_AreTheFilesBytes()
    {
        using var stream = new MemoryStream();
        await using var output = new StdoutOutput(stream, _account);
        await output.WriteAsync(Records.Requests(5000), Token);
        await output.CompleteAsync(Token);

        Assert.Equal(GorText.Write(Records.Requests(5000)), stream.ToArray());
        Assert.Equal(5000, _account.Snapshot().Delivered);
    }

    private string Path(string name) => _folder.File(name);

    private string[] Files() => [.. Directory.EnumerateFiles(_folder.Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private List<Record> Read(string name)
    {
        var (records, damages) = GorText.ReadFile(Path(name));
        Assert.Empty(damages);
        return records;
    }

    private FileOutput Open(FileOutputPlan plan) => FileOutput.Open(plan, _account, _time, NullLogger.Instance);

    private sealed class FakeLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private async Task WriteAndFlushAsync(FileOutput output, Record[] records)
    {
        await output.WriteAsync(records, Token);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }

    private async Task WriteAllAsync(FileOutputPlan plan, Record[] records)
    {
        await using var output = Open(plan);
        await output.WriteAsync(records, Token);
        await output.CompleteAsync(Token);
    }
}
