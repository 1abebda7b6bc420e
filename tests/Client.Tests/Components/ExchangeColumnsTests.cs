using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TapeDeck.Client.Components;
using TapeDeck.Client.Pages.Exchanges;
using TapeDeck.Client.Rendering;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests.Components;

public sealed class ExchangeColumnsTests : PageTest
{
    [Theory]
    [InlineData(null, "method,status,path,host,latency,size,time")]
    [InlineData("", "method,status,path,host,latency,size,time")]
    [InlineData("no-such", "method,status,path,host,latency,size,time")]
    [InlineData("path,no-such,client,path", "path,client")]
    [InlineData("path:300,client:12,host:99999,size:x", "path:300,client:40,host:2000,size")]
    public void Read_WhatWasKept_LeavesOutWhatIsUnknown(string? kept, string shown) => Assert.Equal(shown, ExchangeColumns.Read(kept).ToString());

    [Fact]
    public void Widen_AndBack_KeepsTheRest()
    {
        var columns = ExchangeColumns.Usual.Widen(new("host", 240)).Widen(new("path", 500)).Widen(new("no-such", 80));
        Assert.Equal("method,status,path:500,host:240,latency,size,time", columns.Kept);
        Assert.Equal("--columns: 58px 52px 500px 240px 108px 66px 92px; --least: 1228px", columns.Style);
        Assert.Equal("method,status,path,host:240,latency,size,time", columns.Widen(new("path", null)).Kept);
        Assert.Equal("", columns.Widen(new("path", null)).Widen(new("host", null)).Kept);
    }

    [Fact]
    public void Toggle_AWideColumn_ForgetsItsWidth()
    {
        var columns = ExchangeColumns.Read("path,host:240");
        var host = columns.Shown[1];
        Assert.Equal("path,host", columns.Toggle(host).Toggle(host).ToString());
        Assert.Equal("host:240,path", columns.Move(host, -1).ToString());
    }

    [Fact]
    public void Toggle_TheLastColumn_KeepsIt()
    {
        var columns = ExchangeColumns.Read("path");

        Assert.Equal("path", columns.Toggle(columns.Shown[0]).ToString());
    }

    [Theory]
    [InlineData("path", -1, "path,method")]
    [InlineData("path", 1, "method,path")]
    [InlineData("method", -1, "method,path")]
    [InlineData("host", 1, "method,path")]
    public void Move_WithinWhatIsShown_ChangesTheOrder(string id, int by, string order) =>
        Assert.Equal(order, ExchangeColumns.Read("method,path").Move(ExchangeColumn.All.Single(column => column.Id == id), by).ToString());

    [Fact]
    public void Page_WithChosenColumns_ShowsThemInHeadAndRowsAndKeepsThem()
    {
        Recordings.Recordings.Add(FakeRecordings.Recording("a", "Evening peak"));
        Navigation.NavigateTo("/recordings/a");
        var page = Context.Render<ExchangesPage>(parameters => parameters.Add(it => it.Id, "a"));

        page.FindAll(".column-menu input")[3].Change(false);
        page.Find("[aria-label='Move Path to the left']").Click();
        page.FindAll(".column-menu > div").Single(item => item.TextContent.Trim() == "Client").QuerySelector("input")!.Change(true);

        Assert.Equal(["Method", "Path", "Status", "Latency", "Size", "Time", "Client"], page.FindAll("[role=columnheader]").Select(cell => cell.TextContent));
        Assert.Equal("7", page.Find("[role=grid]").GetAttribute("aria-colcount"));
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], page.Find(".grid-row").QuerySelectorAll("[role=gridcell]").Select(cell => cell.GetAttribute("aria-colindex")));
        Assert.Equal("path", page.Find(".grid-row").QuerySelector("[aria-colindex='2']")!.GetAttribute("data-field"));
        Assert.Equal("method,path,status,latency,size,time,client", Context.JSInterop.Invocations["tapedeck.store.set"][^1].Arguments[1]);

        page.Find(".column-menu > .menu-item").Click();
        Assert.Equal("", Context.Services.GetRequiredService<Viewer>().Columns);
        Assert.Equal("Host", page.FindAll("[role=columnheader]")[3].TextContent);
    }
}
