using TapeDeck.Engine.Plans;
using TapeDeck.Server.Cli.Texts;

namespace TapeDeck.Server.Tests.Cli;

public class PastedCommandTests
{
    [Theory]
    [InlineData("gor --input-raw :8000 --output-null")]
    [InlineData("./gor --input-raw :8000 --output-null")]
    [InlineData("sudo -E ./gor --input-raw :8000 --output-null")]
    [InlineData("$ sudo /usr/local/bin/goreplay -input-raw=:8000 -output-null")]
    [InlineData("# tapedeck run --input-raw :8000 --output-null   # every request")]
    [InlineData("tapedeck --input-raw ':8000' --output-\"null\"")]
    [InlineData("gor --input-raw :8000 \\\n  --output-null\n")]
    [InlineData("gor --input-raw :8000 \\\r\n  --output-null")]
    [InlineData("gor --input-raw :8000\n    --output-null")]
    [InlineData("docker run --rm buger/goreplay --input-raw :8000 --output-null")]
    [InlineData(@"C:\tools\gor.exe --input-raw :8000 --output-null")]
    [InlineData("--input-raw :8000 --output-null")]
    public void Read_Command_HoweverItStands_IsThePlan(string text)
    {
        var read = PastedCommand.Read(text);
        Assert.Empty(read.Faults);
        Assert.Empty(read.Warnings);
        Assert.Equal([8000], Assert.IsType<CaptureInputPlan>(Assert.Single(read.Plan.Inputs)).Ports);
        Assert.IsType<NullOutputPlan>(Assert.Single(read.Plan.Outputs));
    }

    [Theory]
    [InlineData("ls -l", "\"ls\" is no gor or tapedeck command")]
    [InlineData("gor --input-raw ':80", "The command has a ' that is not closed.")]
    [InlineData("gor file-server :80", "file-server: is no capture or replay")]
    [InlineData("gor --input-raw 80 --output-null", "--input-raw: \"80\" is not an address")]
    [InlineData("gor --nosuch", "--nosuch: unknown option")]
    [InlineData("tapedeck --config /etc/passwd", "--config: files are not read here")]
    public void Read_WrongCommand_SaysWhy(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(PastedCommand.Read(text).Faults), StringComparison.Ordinal);

    [Theory]
    [InlineData("gor --input-raw :80 --output-http http://staging|10", "left out: |10.")]
    [InlineData("gor --input-raw :80 --output-stdout > file.gor", "left out: > file.gor.")]
    [InlineData("gor --input-raw :80 --output-null && echo done", "left out: && echo done.")]
    [InlineData("gor --input-raw :80 --output-null\nls", "left out: ls.")]
    [InlineData("gor --input-file $HOME/a.gor --output-null", "$HOME is taken as it stands; without quotes a shell")]
    [InlineData("gor --input-raw :80 --output-null --http-rewrite-url \"/a(b):/$1\"", "$1 is taken as it stands; in double quotes a shell")]
    public void Read_WhatAShellWouldDo_IsAWarning(string text, string expected)
    {
        var read = PastedCommand.Read(text);
        Assert.Empty(read.Faults);
        Assert.Contains(expected, Assert.Single(read.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gor")]
    public void Read_Nothing_IsAnEmptyPlan(string text)
    {
        var read = PastedCommand.Read(text);
        Assert.Empty(read.Faults);
        Assert.Empty(read.Plan.Inputs);
    }
}
