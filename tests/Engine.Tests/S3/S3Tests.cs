using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Outputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Runs;
using TapeDeck.Engine.S3;
using TapeDeck.Engine.Tests.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.S3;

/// <summary>Recordings on a server that speaks S3 (spec §1.4, §3.5).</summary>
public sealed class S3Tests : IAsyncLifetime
{
    private static readonly string s_golden = SharedData.Path("golden", "recordings", "plain.gor");
    private readonly S3Server _server = new();
    private readonly TempFolder _spool = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _spool.Dispose();
    }

    [Theory]
    [InlineData("rec/2026.gor")]
    [InlineData("rec/2026.gor.gz")]
    public async Task Run_RecordTwiceAndReplayFromThere_KeepsEveryRecord(string name)
    {
        await RecordAsync(name);
        await RecordAsync(name);

        var (stem, extension) = (name[..name.LastIndexOf('.')], Path.GetExtension(name));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"{stem}_{i}{extension}"), _server.Objects.Keys.Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_spool.Path));

        var expected = GorText.Read(await File.ReadAllBytesAsync(s_golden, Token)).Records;
        var replayed = await ReadAsync($"s3://{S3Server.Bucket}/rec/2026");
        Assert.Equal(2 * expected.Count, replayed.Count);
        Assert.Equal(expected.SelectMany(record => new[] { $"{record.Id}", $"{record.Id}" }).Order(), replayed.Select(record => $"{record.Id}").Order());
        Assert.Equal(replayed.Select(record => record.Timestamp).Order(), replayed.Select(record => record.Timestamp));
    }

    [Fact]
    public async Task Run_LargeFile_GoesUpInPartsAndComesBackInRanges()
    {
        var bodies = Enumerable.Range(0, 5).Select(i => RandomNumberGenerator.GetBytes(8_000_000)).ToArray();
        var records = bodies.Select((body, i) => Records.Request(i, timestamp: i) with
        {
            Payload = (byte[])[.. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n"), .. body],
        }).ToArray();
        await File.WriteAllBytesAsync(_spool.File("in.gor"), GorText.Write(records), Token);
        await RecordAsync("large.gor", _spool.File("in.gor"), new S3OutputPlan { SizeLimitBytes = 0, QueueLimit = 0 });

        Assert.Contains("uploadId", _server.Log, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(_spool.File("in.gor"), Token), _server.Objects["large_0.gor"]);
        Assert.Equal(records.Select(Hash), (await ReadAsync($"s3://{S3Server.Bucket}/large")).Select(Hash));
    }

    [Fact]
    public async Task Read_MoreObjectsThanAPageHas_FindsThemAll()
    {
        for (var i = 0; i < 1200; i++)
        {
            _server.Put($"many/{i:d4}.gor", GorText.Write([Records.Request(i, timestamp: i)]));
        }

        _server.Put("other/x.gor", GorText.Write([Records.Request(1)]));
        Assert.Equal(1200, (await S3Store.Default.ListAsync(new S3Address(S3Server.Bucket, "many/"))).Count);
        Assert.Equal(3, (await ReadAsync($"s3://{S3Server.Bucket}/many/000", $"s3://{S3Server.Bucket}/many/0001")).Count(record => record.Timestamp is 1 or 2 or 9));
    }

    [Fact]
    public async Task Upload_ServerGone_LeavesTheFileAndSaysWhere()
    {
        var (output, account, time) = Open(new S3OutputPlan { QueueLimit = 2 });
        account.Seen(3);
        await output.WriteAsync(Records.Requests(3), Token);
        await WaitForAsync(() => account.Snapshot().Delivered == 2); // the server has the object before its answer is here
        await _server.StopAsync();
        await CompleteAsync(output, time);

        Assert.Equal((2, 1), (account.Snapshot().Delivered, account.Snapshot().Dropped[LedgerReason.WriteFailed]));
        var left = Assert.Single(Directory.GetFiles(_spool.Path, "*", SearchOption.AllDirectories));
        Assert.Contains(left, Assert.Single(output.Warnings), StringComparison.Ordinal);
        Assert.NotNull(output.Failure);
        Assert.Single(GorText.ReadFile(left).Records);
        await output.DisposeAsync();
        Assert.True(File.Exists(left));
    }

    [Fact]
    public async Task Upload_ServerBackAgain_IsTriedAgain()
    {
        var (output, account, time) = Open(new S3OutputPlan());
        await _server.StopAsync();
        await output.WriteAsync(Records.Requests(3), Token);
        account.Seen(3);
        var completing = output.CompleteAsync(Token).AsTask();
        await WaitForAsync(() => output.Failure is not null);
        await _server.StartAsync();
        await AdvanceAsync(completing, time);

        Assert.Equal((3, 0), (account.Snapshot().Delivered, account.Snapshot().InFlight));
        Assert.Single(_server.Objects);
        await output.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_spool.Path));
    }

    [Fact]
    public async Task Complete_RunIsAbandoned_LeavesTheFiles()
    {
        var (output, account, _) = Open(new S3OutputPlan());
        await _server.StopAsync();
        await output.WriteAsync(Records.Requests(3), Token);
        account.Seen(3);
        await output.CompleteAsync(new CancellationToken(canceled: true));
        Assert.Equal(3, account.Snapshot().Dropped[LedgerReason.Stopped]);
        Assert.Single(output.Warnings);
        await output.DisposeAsync();
    }

    [Theory]
    [InlineData("s3://nobody/x.gor", "/url", "does not exist")]
    [InlineData("s3://test/", "/url", "s3://BUCKET/NAME")]
    [InlineData("s3://test/folder/", "/url", "s3://BUCKET/NAME")]
    [InlineData("https://test/x", "/url", "s3://BUCKET/NAME")]
    public void Open_AddressThatCannotWork_IsRefused(string url, string path, string reason)
    {
        var refused = Assert.Throws<PlanException>(() => Open(new S3OutputPlan { Url = url }));
        var fault = Assert.Single(refused.Faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AppendAndNoSpool_AreBothRefused()
    {
        var plan = new S3OutputPlan { Url = "s3://test/x.gor", Append = true, SpoolFolder = _spool.File("none") };
        var refused = Assert.Throws<PlanException>(() => S3Output.Open(plan, new Ledger().Account("s3"), TimeProvider.System, NullLogger.Instance));
        Assert.Equal(["/append", "/spoolFolder"], refused.Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("s3://test/nothing-there", "No file matches")]
    [InlineData("s3://nobody/x", "does not exist")]
    public async Task Create_NothingToRead_IsRefused(string address, string reason)
    {
        var plan = new Plan { Inputs = [new FileInputPlan { Files = [address] }], Outputs = [new NullOutputPlan()] };
        var fault = Assert.Single(await Run.CheckAsync(plan, new RunOptions()));
        Assert.Equal("/inputs/0/files", fault.Path);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://b/a/c", "b", "a/c")]
    [InlineData("S3://b", "b", "")]
    [InlineData("s3:///a", null, null)]
    [InlineData("/s3://b/a", null, null)]
    public void Address_Text_IsRead(string text, string? bucket, string? key)
    {
        Assert.Equal(bucket is not null, S3Address.TryParse(text, out var address));
        Assert.True(bucket is null || address == new S3Address(bucket, key!));
    }

    private static string Hash(Record record) => Convert.ToHexString(SHA256.HashData(record.Payload.Span));

    private static async Task<List<Record>> ReadAsync(params string[] addresses)
    {
        using var output = new MemoryStream();
        await RunAsync(new Plan { Inputs = [new FileInputPlan { Files = addresses, Speed = ReplaySpeed.Max }], Outputs = [new StdoutOutputPlan()] }, output);
        return GorText.Read(output.ToArray()).Records;
    }

    private static async Task RunAsync(Plan plan, Stream? output = null)
    {
        await using var run = await Run.CreateAsync(plan, new RunOptions { StandardOutput = output });
        run.Start();
        await run.Completion.WaitAsync(TimeSpan.FromMinutes(2), Token);
        Assert.Equal((RunState.Completed, null), (run.State, run.Failure));
        Assert.Empty(run.Warnings);
        Assert.All(run.Ledger.Snapshot(), entry => Assert.Equal((0, 0), (entry.InFlight, entry.TotalDropped)));
    }

    private static async Task CompleteAsync(S3Output output, FakeTimeProvider time) => await AdvanceAsync(output.CompleteAsync(Token).AsTask(), time);

    private static async Task AdvanceAsync(Task task, FakeTimeProvider time)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(task, Task.Delay(20, Token));
        }

        await task;
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, Token);
        }
    }

    private Task RecordAsync(string name, string? file = null, S3OutputPlan? plan = null) => RunAsync(new Plan
    {
        Inputs = [new FileInputPlan { Files = [file ?? s_golden], Speed = ReplaySpeed.Max }],
        Outputs = [(plan ?? new S3OutputPlan { QueueLimit = 20 }) with { Url = $"s3://{S3Server.Bucket}/{name}", SpoolFolder = _spool.Path }],
    });

    private (S3Output Output, LedgerAccount Account, FakeTimeProvider Time) Open(S3OutputPlan plan)
    {
        var account = new Ledger().Account("s3");
        var time = new FakeTimeProvider();
        plan = plan with { Url = plan.Url.Length > 0 ? plan.Url : $"s3://{S3Server.Bucket}/x.gor", SpoolFolder = _spool.Path, FlushInterval = TimeSpan.Zero };
        return (S3Output.Open(plan, account, time, NullLogger.Instance), account, time);
    }
}
