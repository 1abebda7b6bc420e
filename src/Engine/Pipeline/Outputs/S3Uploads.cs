using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.S3;

namespace TapeDeck.Engine.Pipeline.Outputs;

/// <summary>
/// Uploads complete files one after the other and removes each from the spool once it is there; then its records are delivered. One that
/// cannot be uploaded stays where it is, and is told.
/// </summary>
internal sealed partial class S3Uploads : IAsyncDisposable
{
    private const int MaxListed = 20;
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(16)];

    private readonly S3ChunkKeys _keys;
    private readonly LedgerAccount _account;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<(string Path, long Records)> _complete = Channel.CreateUnbounded<(string, long)>(new() { SingleReader = true });
    private readonly CancellationTokenSource _abandoned = new();
    private readonly List<string> _left = [];
    private readonly Task _work;
    private volatile bool _isClosing;

    /// <param name="keys">Where files belong.</param>
    /// <param name="account">Where its records are accounted for.</param>
    /// <param name="time">The clock of retries.</param>
    /// <param name="logger">Where failures are told.</param>
    public S3Uploads(S3ChunkKeys keys, LedgerAccount account, TimeProvider time, ILogger logger)
    {
        _keys = keys;
        _account = account;
        _time = time;
        _logger = logger;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Why the latest attempt to upload failed; null after a success.</summary>
    public string? Failure { get; private set; }

    /// <summary>Which files stayed in the spool.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_left)
            {
                return _left.Count == 0 ? [] : [$"{_left.Count} files could not be uploaded and were left here: {string.Join(", ", _left.Take(MaxListed))}{(_left.Count > MaxListed ? " …" : "")}"];
            }
        }
    }

    /// <summary>Takes a complete file.</summary>
    public void Add(string path, long records) => _complete.Writer.TryWrite((path, records));

    /// <summary>No more files will come: returns when all are uploaded or left. Cancelled: the rest is left.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _complete.Writer.TryComplete();
        using (cancellationToken.UnsafeRegister(static abandoned => ((CancellationTokenSource)abandoned!).Cancel(), _abandoned))
        {
            await _work.ConfigureAwait(false);
        }
    }

    /// <summary>Leaves what is not uploaded yet, which whoever broke the run off has counted.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _abandoned.CancelAsync().ConfigureAwait(false);
        _complete.Writer.TryComplete();
        await _work.ConfigureAwait(false);
        _abandoned.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var (path, records) in _complete.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Failure = await UploadAsync(path).ConfigureAwait(false);
            if (Failure is null)
            {
                _account.Delivered(records);
                continue;
            }

            LogLeft(path, Failure);
            _account.Dropped(_abandoned.IsCancellationRequested ? LedgerReason.Stopped : LedgerReason.WriteFailed, _isClosing ? 0 : records);
            lock (_left)
            {
                _left.Add(path);
            }
        }
    }

    /// <summary>Uploads a file and removes it; returns why it could not be.</summary>
    private async Task<string?> UploadAsync(string path)
    {
        S3Address? address = null;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _abandoned.Token.ThrowIfCancellationRequested();
                address ??= await _keys.NextAsync(path).ConfigureAwait(false);
                await S3Store.Default.UploadAsync(path, address, _abandoned.Token).ConfigureAwait(false);
                File.Delete(path);
                return null;
            }
            catch (OperationCanceledException)
            {
                return "The run was stopped before it was uploaded.";
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Failure = failure.Message;
                if (attempt == s_pauses.Length)
                {
                    return failure.Message;
                }

                LogRetry(path, failure.Message);
                await Task.Delay(s_pauses[attempt], _time, _abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uploading {Path} failed and is tried again: {Reason}")]
    private partial void LogRetry(string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} could not be uploaded and stays here: {Reason}")]
    private partial void LogLeft(string path, string reason);
}
