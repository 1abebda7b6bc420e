using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Api.Samples;

/// <summary>Plans that were checked, read and written: what the examples of the requests are answered with.</summary>
internal static class PlanSamples
{
    public static void AddTo(SampleSet set)
    {
        set.Add(new PlanVerdict(Valid: true, []));
        set.Add(new CommandOfPlan("tapedeck --input-raw :8000 --output-http http://staging:8000 --copy-buffer-size 0", []));
        set.Add(new PlanOfCommand(
            new Plan
            {
                Inputs = [new CaptureInputPlan { Ports = [8000], MaxMessageBytes = 5 << 20 }],
                Outputs = [new HttpOutputPlan { Url = "http://staging:8000", Limit = new RateLimitPlan { Percent = 10 } }],
                Limits = new LimitsPlan { MaxPayloadBytes = 5 << 20 },
            },
            []));
    }
}
