using System.Text;
using TapeDeck.Engine.Query;

namespace TapeDeck.Engine.Tests.Query;

/// <summary>A million texts, most of them nearly queries: none throws, every refusal points into the text, everything accepted can be asked.</summary>
public class QueryFuzzTests
{
    private const int Texts = 1_000_000;

    private static readonly string[] s_parts =
    [
        " ", "  ", "(", ")", "\"", "\\", "-", "not ", " and ", " or ", ":", "=", "!=", "~", "!~", ">", ">=", "<", "<=", "..", "*", "$", ".", "[", "]", "[*]", "[0]", "{", "}", "\0", "\t", "é", "😀", "\uD800",
        .. QueryField.All.Select(field => field.Name), .. QueryField.All.Select(field => field.Example),
        "x-tenant", "a", "acme", "5xx", "404", "none", "250ms", "1.5s", "10kB", "99999999999999999999h", "2026-11-25", "2026-11-25T15:00:00Z", "-15m", "now", "^/v1/(a|b)+$", "(a+)+$", "[a-z", "x{1000}", "order", "id",
    ];

    [Fact]
    public void TryParse_AMillionTexts_NeverThrows()
    {
        var random = new Random(20261125);
        var text = new StringBuilder();
        var (summary, request, response) = QueryCorpus.Exchanges[1];
        var accepted = 0;
        for (var i = 0; i < Texts; i++)
        {
            text.Clear();
            for (var part = random.Next(1, 9); part > 0; part--)
            {
                text.Append(random.Next(12) == 0 ? ((char)random.Next(0x20, 0x180)).ToString() : s_parts[random.Next(s_parts.Length)]);
            }

            var asked = text.ToString();
            if (!TrafficQuery.TryParse(asked, QueryCorpus.Now, out var query, out var fault))
            {
                Assert.InRange(fault.Column, 1, asked.Length + 1);
                Assert.True(fault.Length > 0 && fault.Message.Length > 5, asked);
            }
            else if (accepted++ % 20 == 0)
            {
                query.IsMatch(summary, request, response);
            }
        }

        Assert.InRange(accepted, Texts / 10, Texts * 9 / 10);
    }
}
