using System.Collections.Concurrent;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace TapeDeck.Engine.S3;

/// <summary>What this program does with S3: lists, reads ranges, uploads. All that goes wrong is an <see cref="IOException"/> that says why.</summary>
internal sealed class S3Store : IDisposable
{
    private const long PartBytes = 16 << 20;
    private const int Retries = 3;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<S3Settings, S3Store> s_stores = new();

    private readonly AmazonS3Client _client;

    private S3Store(S3Settings settings)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = Retries,
            Timeout = s_timeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // the newer default is not understood by every server
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, settings.Region);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        _client = new AmazonS3Client(config);
    }

    /// <summary>The store that the environment names.</summary>
    public static S3Store Default => s_stores.GetOrAdd(S3Settings.FromEnvironment(), settings => new S3Store(settings));

    /// <summary>Waits for a call where nothing else is to be done: on the threads that read files.</summary>
#pragma warning disable VSTHRD002 // readers are synchronous, and none of them runs where waiting could lock up
    public static T Wait<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    /// <summary>The keys that begin like an address, in their order, however many there are; folders' placeholders are left out.</summary>
    public Task<IReadOnlyList<S3Address>> ListAsync(S3Address prefix, int most = int.MaxValue) => TryAsync<IReadOnlyList<S3Address>>(prefix, async () =>
    {
        var found = new List<S3Address>();
        var request = new ListObjectsV2Request { BucketName = prefix.Bucket, Prefix = prefix.Key, MaxKeys = Math.Min(most, 1000) };
        for (ListObjectsV2Response page; found.Count < most; request.ContinuationToken = page.NextContinuationToken)
        {
            page = await _client.ListObjectsV2Async(request).ConfigureAwait(false);
            found.AddRange((page.S3Objects ?? []).Where(one => !one.Key.EndsWith('/')).Select(one => new S3Address(prefix.Bucket, one.Key)));
            if (page.IsTruncated != true)
            {
                break;
            }
        }

        return found;
    });

    /// <summary>A part of an object; shorter at its end, empty behind it.</summary>
    /// <param name="address">The object.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Bytes to read, above 0.</param>
    /// <param name="version">The version that earlier parts came from; null for the first.</param>
    public Task<S3Range> ReadAsync(S3Address address, long start, int length, string? version) => TryAsync(address, async () =>
    {
        var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Key, ByteRange = new ByteRange(start, start + length - 1), EtagToMatch = version };
        try
        {
            using var response = await _client.GetObjectAsync(request).ConfigureAwait(false);
            using var bytes = new MemoryStream(length);
            await response.ResponseStream.CopyToAsync(bytes).ConfigureAwait(false);
            return new S3Range(bytes.ToArray(), S3Range.TotalOf(response.ContentRange, response.ContentLength), response.ETag);
        }
        catch (AmazonS3Exception behind) when (behind.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new S3Range([], start, version);
        }
    });

    /// <summary>Uploads a file, a large one in parts; replaces an object of that name.</summary>
    public Task<long> UploadAsync(string path, S3Address address, CancellationToken cancellationToken) => TryAsync(address, async () =>
    {
        var length = new FileInfo(path).Length;
        if (length > PartBytes)
        {
            await UploadPartsAsync(path, length, address, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var request = new PutObjectRequest { BucketName = address.Bucket, Key = address.Key, FilePath = path, UseChunkEncoding = false };
            await _client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return length;
    });

    public void Dispose() => _client.Dispose();

    private async Task UploadPartsAsync(string path, long length, S3Address address, CancellationToken cancellationToken)
    {
        var (bucket, key) = (address.Bucket, address.Key);
        var begun = await _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, cancellationToken).ConfigureAwait(false);
        try
        {
            var parts = new List<PartETag>();
            for (var start = 0L; start < length; start += PartBytes)
            {
                var part = await _client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = bucket,
                        Key = key,
                        UploadId = begun.UploadId,
                        PartNumber = parts.Count + 1,
                        FilePath = path,
                        FilePosition = start,
                        PartSize = Math.Min(PartBytes, length - start),
                        UseChunkEncoding = false,
                    },
                    cancellationToken).ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            var end = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = begun.UploadId, PartETags = parts };
            await _client.CompleteMultipartUploadAsync(end, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Parts that belong to no object cost money until somebody finds them.
            var abort = new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = begun.UploadId };
            Task aborting = _client.AbortMultipartUploadAsync(abort, CancellationToken.None);
            await aborting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async Task<T> TryAsync<T>(S3Address address, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or WebException)
        {
            throw new IOException($"{address}: {failure.Message}", failure);
        }
    }
}
