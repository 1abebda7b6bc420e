using System.CommandLine;
using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Options;

/// <summary><c>--output-stdout</c>, its older name <c>--output-dummy</c>, and <c>--output-null</c>.</summary>
internal sealed class PrintOptions : OptionFamily
{
    private static readonly Option<Toggle> s_stdout = OptionKinds.Flag("output-stdout", "Print records in .gor form; nothing else goes to standard output.");

    private static readonly Option<Toggle> s_null = OptionKinds.Flag("output-null", "Discard records.");

    private static readonly Option<IReadOnlyList<string>> s_dummy = OptionKinds.List("output-dummy", "ANY", "An older name of --output-stdout; the value is ignored.", text => text);

    public override string Title => "Print or discard";

    public override IReadOnlyList<Option> Heads => [s_stdout, s_null, s_dummy];

    public override void Read(OptionReader reader)
    {
        if (reader.IsOn(s_stdout) || reader.IsGiven(s_dummy))
        {
            reader.Add(reader.IsOn(s_stdout) ? s_stdout : s_dummy, new StdoutOutputPlan());
        }

        if (reader.IsOn(s_null))
        {
            reader.Add(s_null, new NullOutputPlan());
        }
    }

    public override bool TryWrite(OptionWriter writer, object part)
    {
        if (part is StdoutOutputPlan or NullOutputPlan)
        {
            writer.Set(part is NullOutputPlan ? s_null : s_stdout, ["true"]);
        }

        return part is StdoutOutputPlan or NullOutputPlan;
    }
}
