using System.Runtime.CompilerServices;
using TapeDeck.Client.Ports;
using TapeDeck.Engine.Accounting;
using TapeDeck.Engine.Pipeline.Inputs;
using TapeDeck.Engine.Plans;
using TapeDeck.Engine.Query;
using TapeDeck.Engine.Rules;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Rules;

/// <summary>Puts recordings through rules and tells what would become of their requests. Nothing is sent.</summary>
internal sealed class RuleSetPreviews(IRecordings recordings, DataDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public async Task<Answer<IAsyncEnumerable<RulePreviewView>>> StartAsync(
        IReadOnlyList<RulePlan> rules, string recordingId, TrafficQuery query, int samples, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(recordingId, cancellationToken) is not { } recording)
        {
            return Answer<IAsyncEnumerable<RulePreviewView>>.Refused(new PlanFault("/recording", "There is no such recording."));
        }

        try
        {
            var preview = RulePreview.Create(rules, samples);
            if (!query.IsEverything)
            {
                return recording.State is RecordingState.Indexing or RecordingState.Unindexed
                    ? Answer<IAsyncEnumerable<RulePreviewView>>.Refused(new PlanFault("/recording", "This recording is not indexed to its end: a query would not find all of it."))
                    : Answer<IAsyncEnumerable<RulePreviewView>>.Of(RunAsync(preview, recordings.RequestsAsync(recordingId, new ExchangeQuery { Query = query }, cancellationToken), cancellationToken));
            }

            var files = recording.Files.Select(file => Path.Combine(directory.Recording(recording.Id), file)).Where(File.Exists);
            var plan = new FileInputPlan { Files = [.. files], Speed = ReplaySpeed.Max };
            var input = FileInput.Open(plan, new Ledger().Account(Ledger.Sources), time);
            return Answer<IAsyncEnumerable<RulePreviewView>>.Of(RunAsync(preview, AllAsync(input, cancellationToken), cancellationToken));
        }
        catch (PlanException refused)
        {
            return Answer<IAsyncEnumerable<RulePreviewView>>.Refused([.. refused.Faults.Select(fault => fault.Path == "/files" ? fault with { Path = "/recording" } : fault)]);
        }
    }

    private static async IAsyncEnumerable<RecordedRequests> AllAsync(FileInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var opened = input;
        await foreach (var batch in input.ReadAsync(cancellationToken))
        {
            yield return new RecordedRequests(input.Fraction ?? 0, batch.ToArray());
        }
    }

    private async IAsyncEnumerable<RulePreviewView> RunAsync(
        RulePreview preview, IAsyncEnumerable<RecordedRequests> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = time.GetTimestamp();
        await foreach (var part in requests.WithCancellation(cancellationToken))
        {
            foreach (var request in part.Requests)
            {
                preview.Add(request);
            }

            if (time.GetElapsedTime(told) >= s_interval)
            {
                told = time.GetTimestamp();
                yield return ViewOf(preview.Snapshot(), part.Fraction, isComplete: false);
            }
        }

        cancellationToken.ThrowIfCancellationRequested(); // what was read until a stop would look whole
        yield return ViewOf(preview.Snapshot(), 1, isComplete: true);
    }

    private static RulePreviewView ViewOf(RulePreviewResult result, double fraction, bool isComplete) => new()
    {
        Fraction = fraction,
        IsComplete = isComplete,
        Unchanged = result.Unchanged,
        Rewritten = result.Rewritten,
        Filtered = result.Filtered,
        Unparsable = result.Unparsable,
        Invalid = result.InvalidCount,
        Hits = result.Hits,
        Samples = [.. result.Invalid.Concat(result.Samples.Where(sample => !result.Invalid.Any(invalid => ReferenceEquals(invalid.Before, sample.Before)))).Select(sample => new RuleSampleView(sample.Before, sample.After, sample.Fault))],
        Warnings = result.Warnings,
    };
}
