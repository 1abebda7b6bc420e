using TapeDeck.Engine.Index;

namespace TapeDeck.Engine.Tests.Index;

public sealed class IndexShelfTests
{
    private readonly List<string> _events = [];

    [Fact]
    public void Rent_SamePathTwice_OpensOnce()
    {
        using var shelf = Create();
        using var first = shelf.Rent("a");
        using var second = shelf.Rent("a");
        Assert.Same(first.Content, second.Content);
        Assert.Equal(["open a"], _events);
    }

    [Fact]
    public void Return_MoreThanTheIdleOnes_ClosesTheLongestUnused()
    {
        using var shelf = Create(idle: 1);
        shelf.Rent("a").Dispose();
        shelf.Rent("b").Dispose();
        Assert.Equal(["open a", "open b", "close a"], _events);
        shelf.Rent("b").Dispose();
        Assert.Equal(3, _events.Count);
    }

    [Fact]
    public async Task Remove_WhileHeld_WaitsForTheLastHolder()
    {
        using var shelf = Create();
        var lease = shelf.Rent("a");
        var removed = shelf.RemoveAsync("a", path => _events.Add($"delete {path}"));
        Assert.False(removed.IsCompleted);
        Assert.Throws<IOException>(() => shelf.Rent("a"));

        lease.Dispose();
        await removed;
        Assert.Equal(["open a", "close a", "delete a"], _events);
        shelf.Rent("a").Dispose();
        Assert.Equal("open a", _events[^1]);
    }

    [Fact]
    public async Task Remove_NotOpen_DeletesAtOnce()
    {
        using var shelf = Create();
        await shelf.RemoveAsync("a", path => _events.Add($"delete {path}"));
        Assert.Equal(["delete a"], _events);
    }

    [Fact]
    public void Dispose_WithAHolder_ClosesWhenTheHolderIsDone()
    {
        var shelf = Create();
        var lease = shelf.Rent("a");
        shelf.Rent("b").Dispose();
        shelf.Dispose();
        Assert.Equal(["open a", "open b", "close b"], _events);
        lease.Dispose();
        Assert.Equal("close a", _events[^1]);
    }

    [Fact]
    public void Dispose_LeaseTwice_CountsOnce()
    {
        using var shelf = Create(idle: 0);
        var kept = shelf.Rent("a");
        var other = shelf.Rent("a");
        other.Dispose();
        other.Dispose();
        Assert.Equal(["open a"], _events);
        kept.Dispose();
        Assert.Equal(["open a", "close a"], _events);
    }

    private IndexShelf<OpenFile> Create(int idle = 2) => new(path => new OpenFile(path, _events), idle);

    private sealed class OpenFile : IDisposable
    {
        private readonly string _path;
        private readonly List<string> _events;

        public OpenFile(string path, List<string> events)
        {
            (_path, _events) = (path, events);
            events.Add($"open {path}");
        }

        public void Dispose() => _events.Add($"close {_path}");
    }
}
