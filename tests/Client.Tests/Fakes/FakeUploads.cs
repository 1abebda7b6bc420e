using TapeDeck.Client.Ports;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Uploads as a test puts them here.</summary>
public sealed class FakeUploads : IUploads
{
    public List<UploadView> Uploads { get; } = [];

    public static UploadView Upload(string id, string fileName, UploadState state, long received = 40, string refusal = "") => new()
    {
        Id = id,
        FileName = fileName,
        State = state,
        Length = 100,
        Received = received,
        Refusal = refusal,
        ExpiresAt = DateTimeOffset.UnixEpoch,
    };

    public IReadOnlyList<UploadView> List() => [.. Uploads];

    public UploadView? Find(string id) => Uploads.Find(upload => upload.Id == id);

    public Answer<UploadView> Create(string fileName, long length, byte[]? sha256) => throw new NotSupportedException("Pages leave that to the browser.");

    public Task<UploadAppend> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException("Pages leave that to the browser.");

    public Task<bool> RemoveAsync(string id) => Task.FromResult(Uploads.RemoveAll(upload => upload.Id == id) > 0);
}
