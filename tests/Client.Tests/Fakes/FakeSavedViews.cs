using TapeDeck.Client.Ports;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Tests.Fakes;

/// <summary>Views in memory; a name that is taken is refused.</summary>
public sealed class FakeSavedViews : ISavedViews
{
    private readonly FakeSubscriptions _subscriptions = new();

    public List<SavedView> Views { get; } = [];

    public Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SavedView>>([.. Views]);

    public Task<SavedView?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Views.Find(view => view.Id == id));

    public Task<Answer<SavedView>> CreateAsync(SavedViewEdit edit, CancellationToken cancellationToken) => WriteAsync($"view-{Views.Count}", edit);

    public Task<Answer<SavedView>> ReplaceAsync(string id, SavedViewEdit edit, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null) => WriteAsync(id, edit);

    public Task<Answer<bool>> DeleteAsync(string id, CancellationToken cancellationToken, Func<SavedView, bool>? isExpected = null)
    {
        var deleted = Views.RemoveAll(view => view.Id == id) > 0;
        _subscriptions.Notify();
        return Task.FromResult(Answer<bool>.Of(deleted));
    }

    public IDisposable Subscribe(Action changed) => _subscriptions.Add(changed);

    private Task<Answer<SavedView>> WriteAsync(string id, SavedViewEdit edit)
    {
        if (Views.Exists(view => view.Id != id && view.Content.Name == edit.Name))
        {
            return Task.FromResult(Answer<SavedView>.Refused(new PlanFault("/name", "There is one.")));
        }

        Views.RemoveAll(view => view.Id == id);
        Views.Add(new SavedView(id, DateTimeOffset.UnixEpoch, edit));
        _subscriptions.Notify();
        return Task.FromResult(Answer<SavedView>.Of(Views[^1]));
    }
}
