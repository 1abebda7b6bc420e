using TapeDeck.Server.Cli.Watching;

namespace TapeDeck.Server.Tests.Cli.Watching;

public class QueueStatisticsTests
{
    [Fact]
    public void Take_Samples_GivesGoReplaysFiguresAndStartsAnew()
    {
        var queue = new QueueStatistics("output_http", "output 1");
        Assert.Equal("output_http:latest,mean,max,count,count/second,gcount", queue.Header);
        foreach (var length in new[] { 0, 4, 8, 0, 3 })
        {
            queue.Sample(length);
        }

        Assert.Equal("output_http:3,5,8,1000,200,7", queue.Take(1000, TimeSpan.FromSeconds(5), 7));
        Assert.Equal("output_http:3,0,0,1,0,7", queue.Take(1001, TimeSpan.FromSeconds(5), 7));
    }
}
