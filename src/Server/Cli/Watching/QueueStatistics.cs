using System.Globalization;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>GoReplay's statistics of one output's queue over one interval (spec §5.9), from samples of its length.</summary>
/// <param name="Name">GoReplay's name of the kind of output, such as <c>output_http</c>.</param>
/// <param name="Output">The output's name in the ledger.</param>
internal sealed record QueueStatistics(string Name, string Output)
{
    private int _latest;
    private int _max;
    private long _sum;
    private int _nonZero;
    private long _countBefore;

    /// <summary>The names of the figures.</summary>
    public string Header => $"{Name}:latest,mean,max,count,count/second,gcount";

    /// <summary>Takes the queue's length at this moment.</summary>
    public void Sample(int length)
    {
        _latest = length;
        _max = Math.Max(_max, length);
        _sum += length;
        _nonZero += length > 0 ? 1 : 0;
    }

    /// <summary>The figures of the interval that ends now; the next one begins.</summary>
    /// <param name="count">Records the output was given since the start.</param>
    /// <param name="interval">How long the interval was.</param>
    /// <param name="threads">What stands in for GoReplay's number of goroutines.</param>
    public string Take(long count, TimeSpan interval, int threads)
    {
        var written = count - _countBefore;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}:{_latest},{(_nonZero == 0 ? 0 : _sum / _nonZero)},{_max},{written},{(long)(written / interval.TotalSeconds)},{threads}");
        (_max, _sum, _nonZero, _countBefore) = (0, 0, 0, count);
        return line;
    }
}
