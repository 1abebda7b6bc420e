using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using TapeDeck.Client.Navigation;
using TapeDeck.Client.Ports;
using TapeDeck.Client.Tests.Fakes;

namespace TapeDeck.Client.Tests;

/// <summary>Renders pages over ports in memory, with time standing still.</summary>
public abstract class PageTest : IAsyncLifetime
{
    private readonly IRenderedComponent<MudDialogProvider>? _dialogs;

    /// <param name="withProviders">False for tests of the layout, which brings its own.</param>
    protected PageTest(bool withProviders = true)
    {
        Operations = new(Composer);
        Forecasts = new(Runs);
        Context.JSInterop.Mode = JSRuntimeMode.Loose;
        Context.Services.AddSingleton<TimeProvider>(Time);
        Context.Services.AddPageServices();
        Context.Services.AddSingleton<IRuns>(Runs).AddSingleton<IRunRates>(new FakeRunRates(Runs)).AddSingleton<IRecordings>(Recordings).AddSingleton<IDeletedRecordings>(Recordings).AddSingleton<IUploads>(Uploads).AddSingleton<ILiveTraffic>(Live).AddSingleton<IReplayResults>(Results)
            .AddSingleton<ICaptureInterfaces>(Interfaces).AddSingleton<IApiTokens>(Tokens).AddSingleton<IAbout>(new FakeAbout()).AddSingleton<ICommandLines>(Commands).AddSingleton<IPlanRules>(Rules).AddSingleton<IReplayForecasts>(Forecasts).AddSingleton<IOperations>(Operations).AddSingleton<IRuleSets>(RuleSets).AddSingleton<IDeletedRuleSets>(RuleSets).AddSingleton<ISavedViews>(Views);
        Context.SetRendererInfo(new RendererInfo("Server", true));
        if (withProviders)
        {
            Context.Render<MudPopoverProvider>();
            _dialogs = Context.Render<MudDialogProvider>();
        }
    }

    /// <summary>Only ever waited when something is wrong; the default of a second is little on a busy machine.</summary>
    static PageTest() => BunitContext.DefaultWaitTimeout = TimeSpan.FromMinutes(1);

    protected BunitContext Context { get; } = new();

    protected FakeTimeProvider Time { get; } = new();

    protected FakeRuns Runs { get; } = new();

    protected FakeRecordings Recordings { get; } = new();

    protected FakeUploads Uploads { get; } = new();

    protected FakeLiveTraffic Live { get; } = new();

    protected FakeReplayResults Results { get; } = new();

    protected FakeInterfaces Interfaces { get; } = new();

    protected FakeCommandLines Commands { get; } = new();

    protected FakePlanRules Rules { get; } = new();

    protected FakeForecasts Forecasts { get; }

    protected FakeRuleSets RuleSets { get; } = new();

    protected FakeSavedViews Views { get; } = new();

    protected FakeComposer Composer { get; } = new();

    protected FakeOperations Operations { get; }

    protected FakeTokens Tokens { get; } = new();

    protected IRenderedComponent<MudDialogProvider> Dialogs => _dialogs!;

    protected NavigationManager Navigation => Context.Services.GetRequiredService<NavigationManager>();

    protected Shortcuts Shortcuts => Context.Services.GetRequiredService<Shortcuts>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
