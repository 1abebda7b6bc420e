using TapeDeck.Engine.Plans;

namespace TapeDeck.Client.Forms.Kinds;

/// <summary>What concerns a run as a whole.</summary>
internal static class RunOptionsKind
{
    private static readonly FieldChoice[] s_ends = [new("restart", "It is started again"), new("fail", "The run fails")];

    public static PartKind Kind { get; } = new FieldsOf<Plan>()
        .OptionalDuration("limits/stopAfter", "Stop after", it => it.Limits.StopAfter, (it, time) => it with { Limits = it.Limits with { StopAfter = time } }, new() { Placeholder = "30m" })
        .OptionalNumber("limits/maxRecords", "Stop after records", it => it.Limits.MaxRecords, (it, number) => it with { Limits = it.Limits with { MaxRecords = number } }, 1, new() { Placeholder = "100,000" })
        .Check("splitOutputs", "Split between the outputs", it => it.SplitOutputs, (it, on) => it with { SplitOutputs = on }, new() { Hint = "Each exchange goes to one of them, in turn.", IsAdvanced = true })
        .Check("keepSessions", "Keep sessions", it => it.KeepSessions, (it, on) => it with { KeepSessions = on }, new() { Hint = "Requests of one recorded connection are sent in order, over one of their own.", IsAdvanced = true })
        .Check("prettify", "Plain bodies", it => it.Prettify, (it, on) => it with { Prettify = on }, new() { Hint = "Chunked framing and gzip are taken off.", IsAdvanced = true })
        .Optional("limits/maxPayloadBytes", "Largest payload", it => it.Limits.MaxPayloadBytes is { } size ? FieldText.OfBytes(size) : null, (it, text) => it with { Limits = it.Limits with { MaxPayloadBytes = text is null ? null : FieldText.Bytes("Largest payload", text, 1, 1L << 40) } }, new() { Placeholder = "5 MiB", Hint = "What is beyond is cut and not replayed.", IsAdvanced = true })
        .Duration("limits/drainTimeout", "Time to deliver after a stop", it => it.Limits.DrainTimeout, (it, time) => it with { Limits = it.Limits with { DrainTimeout = time } }, new() { IsAdvanced = true })
        .Optional("middleware", "Middleware", it => it.Middleware is null ? null : CommandWords.Join(it.Middleware.Command), (it, text) => it with { Middleware = text is null ? null : Middleware(it) with { Command = CommandWords.Split(text) } }, new() { IsMono = true, Placeholder = "python3 rewrite.py", Hint = "A program that every record goes through.", IsAdvanced = true })
        .Check("middleware/rulesAfter", "Rules after the middleware", it => it.Middleware?.RulesAfter ?? false, (it, on) => With(it, middleware => middleware with { RulesAfter = on }), new() { Hint = "Instead of before it.", IsAdvanced = true })
        .Choice("middleware/whenEnded", "When the middleware ends", it => it.Middleware?.WhenEnded == MiddlewareEnd.Fail ? "fail" : "restart", (it, name) => With(it, middleware => middleware with { WhenEnded = name == "fail" ? MiddlewareEnd.Fail : MiddlewareEnd.Restart }), s_ends, new() { IsAdvanced = true })
        .Number("middleware/maxRestarts", "Restarts a minute", it => Middleware(it).MaxRestarts, (it, number) => With(it, middleware => middleware with { MaxRestarts = (int)number }), 0, 1000, new() { Hint = "Before the run fails.", IsAdvanced = true })
        .Duration("middleware/stopTimeout", "Time for its last records", it => Middleware(it).StopTimeout, (it, time) => With(it, middleware => middleware with { StopTimeout = time }), new() { IsAdvanced = true })
        .As("run", "Run", "", () => new Plan(), _ => "");

    private static MiddlewarePlan Middleware(Plan plan) => plan.Middleware ?? new MiddlewarePlan();

    /// <summary>Without a command there is no middleware to change.</summary>
    private static Plan With(Plan plan, Func<MiddlewarePlan, MiddlewarePlan> change) => plan.Middleware is { } middleware ? plan with { Middleware = change(middleware) } : plan;
}
