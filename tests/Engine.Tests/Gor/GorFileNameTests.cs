using Microsoft.Extensions.Time.Testing;
using TapeDeck.Engine.Gor;
using TapeDeck.TestKit;

namespace TapeDeck.Engine.Tests.Gor;

public sealed class GorFileNameTests
{
    private static readonly DateTimeOffset s_local = new(2021, 8, 1, 3, 4, 5, TimeSpan.FromHours(2));
    private readonly FakeTimeProvider _time = new(s_local.AddTicks(1234567).ToUniversalTime());

    public GorFileNameTests() => _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test"));

    [Theory]
    [InlineData("%Y%m%d.gor", "20210801.gor")]
    [InlineData("%Y-%m-%dT%H:%M:%S.gor", "2021-08-01T03:04:05.gor")]
    [InlineData("%NS.gor", "123456700.gor")]
    [InlineData("%S%NS.gor", "05123456700.gor")]
    [InlineData("r/%r.gor", "r/000000000000000000000007.gor")]
    [InlineData("%t.gor", "1.gor")]
    [InlineData("%x%%Y%", "%x%2021%")]
    [InlineData("plain.gor.gz", "plain.gor.gz")]
    public void Expand_Placeholder_LocalTimeOfWriting(string template, string expected) =>
        Assert.Equal(expected, new GorFileName(template).Expand(Records.Request(7), _time));

    [Fact]
    public void Expand_RunToken_SameDuringTheRunDifferentInTheNext()
    {
        var name = new GorFileName("%i");
        var first = name.Expand(Records.Request(1), _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Matches("^[A-Za-z]{8}$", first);
        Assert.Equal(first, name.Expand(Records.Request(2), _time));
        Assert.NotEqual(first, new GorFileName("%i").Expand(Records.Request(1), _time));
    }

    [Fact]
    public void Expand_NextSecond_NewName()
    {
        var name = new GorFileName("%S");

        Assert.Equal("05", name.Expand(Records.Request(1), _time));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("06", name.Expand(Records.Request(1), _time));
    }

    [Fact]
    public void Expand_IdWithSlashes_StaysInTheFolder()
    {
        var record = Records.Request(1) with { Id = RecordId.From("../../etc/passwd") };

        Assert.Equal("f/.._.._etc_passwd.gor", new GorFileName("f/%r.gor").Expand(record, _time));
    }

    [Theory]
    [InlineData("test.gor", "test_0.gor")]
    [InlineData("test.gor", "test_5.gor", "test_4.gor", "test_3.gor")]
    [InlineData("test.gor", "test_11.gor", "test_2.gor", "test_10.gor")]
    [InlineData("a.b.gor.gz", "a.b.gor_0.gz")]
    [InlineData("test.gor.gz", "test.gor_1.gz", "test.gor_0.gz")]
    [InlineData("j.gor", "j_0.gor", "j.gor")]
    [InlineData("req.gor", "req_0.gor", "requests_4.gor", "req_x.gor", "req_1.gor.gz", "req_-1.gor", "req_.gor")]
    [InlineData("run_123.gor", "run_123_0.gor", "run_123.gor")]
    [InlineData("noextension", "noextension_0")]
    public void Next_ExistingFiles_NumberIsOneHigher(string template, string expected, params string[] existing)
    {
        using var folder = new TempFolder();
        foreach (var name in existing)
        {
            File.WriteAllText(folder.File(name), "");
        }

        var chunks = new GorChunkNames();
        Assert.Equal(folder.File(expected), chunks.Next(folder.File(template)));
    }

    [Fact]
    public void Next_FileAppearsInBetween_IsPassedOver()
    {
        using var folder = new TempFolder();
        var chunks = new GorChunkNames();

        Assert.Equal(folder.File("a_0.gor"), chunks.Next(folder.File("a.gor")));
        File.WriteAllText(folder.File("a_1.gor"), "");
        Assert.Equal(folder.File("a_2.gor"), chunks.Next(folder.File("a.gor")));
    }
}
