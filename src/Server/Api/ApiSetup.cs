using TapeDeck.Engine.Plans;
using TapeDeck.Server.Hosting;

namespace TapeDeck.Server.Api;

/// <summary>The REST door: translates between HTTP and the features, and nothing else.</summary>
internal static class ApiSetup
{
    public const string Base = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services, ApiLimitOptions limits)
    {
        services.AddApiLimits(limits);
        services.AddApiProblems();
        services.AddApiReference();
        services.AddSingleton<Cursors>();
        services.AddSingleton<MatcherPolicy, ActionAddresses>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // So that the answer can say what is wrong.
        services.ConfigureHttpJsonOptions(options =>
        {
            PlanJson.Apply(options.SerializerOptions);
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.RespectNullableAnnotations = true;
        });
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Base).RefuseUnknownParameters().AnswerHead();
        api.MapCaptures();
        api.MapRecordings();
        api.MapUploads();
        api.MapCompositions();
        api.MapOperations();
        api.MapDeletedRecordings();
        api.MapViews();
        api.MapRuleSets();
        api.MapDeletedRuleSets();
        api.MapReplays();
        api.MapReplayResults();
        api.MapStreams();
        api.MapPlans();
        api.MapTokens();
        api.MapSystem();
        app.MapHealth();
        app.MapApiReference();
    }
}
