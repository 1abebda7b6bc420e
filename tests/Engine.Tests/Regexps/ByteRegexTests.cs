using System.Text;
using CsCheck;
using TapeDeck.Engine.Regexps;

namespace TapeDeck.Engine.Tests.Regexps;

/// <summary>Go's regular expressions (spec §6.5).</summary>
public class ByteRegexTests
{
    [Theory]
    [InlineData("a.c", "xabcx", true)]
    [InlineData("^a.c$", "a\nc", false)]
    [InlineData("(?s)^a.c$", "a\nc", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("^b", "a\nb", false)]
    [InlineData("(?m)^b", "a\nb", true)]
    [InlineData(@"\Ab\z", "b", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\W+$", "é", true)]
    [InlineData(@"^\s$", "\v", false)]
    [InlineData(@"^[[:space:]]$", "\v", true)]
    [InlineData(@"\bfoo\b", "a foo.", true)]
    [InlineData(@"\bfoo\b", "\u00E9foo\u00E9", true)]
    [InlineData(@"\bfoo\b", "afoo", false)]
    [InlineData(@"o\Bo", "foo", true)]
    [InlineData(@"^\Qa.b*\E+$", "a.b***", true)]
    [InlineData(@"\Q(", "(", true)]
    [InlineData(@"^\Q\E$", "", true)]
    [InlineData("^[[:alpha:]]+$", "abcXYZ", true)]
    [InlineData("^[[:^alpha:]]+$", "123é", true)]
    [InlineData("^[^[:alpha:]]+$", "12a", false)]
    [InlineData(@"^\pL+$", "abC", true)]
    [InlineData(@"^\p{Lu}$", "a", false)]
    [InlineData(@"^\P{Lu}\p{^Lu}\PN$", "aaa", true)]
    [InlineData(@"^[\p{Nd}_]+$", "1_2", true)]
    [InlineData(@"^\x41\x{42}\103\0?$", "ABC", true)]
    [InlineData(@"^\a\f\n\r\t\v$", "\a\f\n\r\t\v", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-]+$", "a-a", true)]
    [InlineData("^[a-z-[aeiou]]$", "b]", true)]
    [InlineData("^[a-z-[aeiou]]$", "b", false)]
    [InlineData("^[a&&b]+$", "&a", true)]
    [InlineData(@"^[\[\]\\^]+$", @"[]\^", true)]
    [InlineData("^a{2,3}$", "aaa", true)]
    [InlineData("^a{2}$", "aaa", false)]
    [InlineData("^a{2,}$", "aaaaa", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^a{x}{$", "a{x}{", true)]
    [InlineData("^x a # b$", "x a # b", true)]
    [InlineData("(?i)^API$", "api", true)]
    [InlineData("(?i)^[a-c]Ä$", "Bä", true)]
    [InlineData("(?i:a)B", "aB", true)]
    [InlineData("(?i:a)B", "ab", false)]
    [InlineData("(?i)a(?-i)B", "Ab", false)]
    [InlineData("^(?:(?i)a|b)B$", "BB", true)]
    [InlineData("^(?:(?i)a|b)B$", "Bb", false)]
    [InlineData("^é+$", "éé", true)]
    [InlineData("^[éa]+$", "éaé", true)]
    [InlineData("^[а-я]+$", "привет", true)]
    [InlineData("^[а-я]+$", "Привет", false)]
    [InlineData("^[\u0080-\U0010FFFF]+$", "é漢😀", true)]
    [InlineData("^😀?$", "😀", true)]
    [InlineData("(?P<year>a)(?<day>b)", "ab", true)]
    [InlineData("^(|a)+$", "aaa", true)]
    [InlineData("^*a", "a", true)]
    [InlineData("", "", true)]
    public void IsMatch_GoSyntax_MeansWhatGoMeans(string pattern, string text, bool expected) =>
        Assert.Equal(expected, ByteRegex.Parse(pattern).IsMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("(abc", "missing closing )", 1)]
    [InlineData("abc)", "unexpected )", 4)]
    [InlineData("[a", "missing closing ]", 1)]
    [InlineData("[z-a]", "invalid character class range", 2)]
    [InlineData("[[:foo:]]", "invalid character class range", 2)]
    [InlineData(@"[a-\d]", "invalid escape sequence", 4)]
    [InlineData("*a", "missing argument to repetition operator: `*`", 1)]
    [InlineData("(|+)", "missing argument to repetition operator: `+`", 3)]
    [InlineData("a**", "invalid nested repetition operator: `**`", 3)]
    [InlineData("a++", "invalid nested repetition operator: `++`", 3)]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`", 5)]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`", 2)]
    [InlineData("a{3,2}", "invalid repeat count", 2)]
    [InlineData("(a{1000}){1000}", "expression too large", null)]
    [InlineData("a(?=b)", "look-around is not supported", 2)]
    [InlineData("a(?!b)", "look-around is not supported", 2)]
    [InlineData("(?<=a)b", "look-around is not supported", 1)]
    [InlineData("(?<!a)b", "look-around is not supported", 1)]
    [InlineData("(?>a)", "atomic groups are not supported", 1)]
    [InlineData("(?x)a", "`(?x`", 1)]
    [InlineData("(?n)a", "`(?n`", 1)]
    [InlineData("(?#c)a", "`(?#`", 1)]
    [InlineData("(?i-)a", "`(?)`", 1)]
    [InlineData("(?'n'a)", "`(?'`", 1)]
    [InlineData("(?P=n)", "`(?P`", 1)]
    [InlineData("(?P<n>a)(?P<n>b)", "duplicate capture group name: `n`", 9)]
    [InlineData("(?P<1!>a)", "invalid named capture", 1)]
    [InlineData(@"(a)\1", "backreferences are not supported", 4)]
    [InlineData(@"\k<n>", @"invalid escape sequence: `\k`", 1)]
    [InlineData(@"a\Z", @"invalid escape sequence: `\Z`", 2)]
    [InlineData(@"\Ga", @"invalid escape sequence: `\G`", 1)]
    [InlineData(@"\C", @"invalid escape sequence: `\C`", 1)]
    [InlineData(@"a\", "trailing backslash", 2)]
    [InlineData(@"\x{110000}", "up to 10FFFF", 1)]
    [InlineData(@"\xg0", "two hexadecimal digits", 1)]
    [InlineData(@"\p{Greek}", "unknown character property `Greek`", 1)]
    [InlineData("[^é]", "ASCII characters only", 1)]
    [InlineData("[\u0100-\uFFFF]", "too wide", 1)]
    [InlineData("ab[c(d", "missing closing ]", 3)]
    [InlineData("a(b(c)", "missing closing )", 2)]
    [InlineData("é[xy\\d-\\q]", @"invalid escape sequence: `\q`", 8)]
    [InlineData("[a\\", "trailing backslash", 3)]
    [InlineData("(?i)[а-\uFFFF]", "too wide to ignore case", 6)]
    public void Parse_WhatGoRefusesOrWeCannot_SaysWhyAndWhere(string pattern, string reason, int? column)
    {
        var wrong = Assert.Throws<RegexException>(() => ByteRegex.Parse(pattern));
        Assert.Contains(reason, wrong.Message, StringComparison.Ordinal);
        Assert.Equal(column, wrong.At + 1);
    }

    [Theory]
    [InlineData("a*", "x", "baac", "xbxcx")]
    [InlineData("", "-", "ab", "-a-b-")]
    [InlineData("(a)(b)?", "[$2]", "aab", "[][b]")]
    [InlineData("(?P<who>joe)", "<$who>", "/joe/", "/<joe>/")]
    [InlineData("(a)(?P<n>b)(c)", "$3$n$1$0", "abc", "cbaabc")]
    [InlineData("(a)", "$1x", "a", "")]
    [InlineData("(a)", "${1}x", "a", "ax")]
    [InlineData("(a)", "$$1", "a", "$1")]
    [InlineData("(a)", "$", "a", "$")]
    [InlineData("(a)", "${1", "a", "${1")]
    [InlineData("(a)", "$-$&$'$`$+", "a", "$-$&$'$`$+")]
    [InlineData("(a)", "$_", "a", "")]
    [InlineData("(a)", "$01$2$nope${nope}", "a", "")]
    [InlineData("b", "é", "abc", "aéc")]
    [InlineData("é(.)", "$1", "aébc", "abc")]
    [InlineData("(?U)a+", "x", "aaa", "xxx")]
    [InlineData("(?U)a+?", "x", "aaa", "x")]
    [InlineData("a+?", "x", "aaa", "xxx")]
    [InlineData("a|ab", "x", "ab", "xb")]
    public void Replace_Template_ExpandsAsGoDoes(string pattern, string template, string text, string expected)
    {
        var regex = ByteRegex.Parse(pattern);
        var result = regex.Replace(Encoding.UTF8.GetBytes(text), GoReplacement.Parse(template, regex));
        Assert.Equal(expected, Encoding.UTF8.GetString(result));
    }

    [Theory]
    [InlineData("(a)", "$1x", "${1}x")]
    [InlineData("(a)", "$2", "refers to a group the pattern does not have")]
    [InlineData("(a)", "/ping", "single quotes")]
    public void Warnings_TemplateNotMeantSo_SayWhatHappens(string pattern, string template, string expected) =>
        Assert.Contains(expected, Assert.Single(GoReplacement.Parse(template, ByteRegex.Parse(pattern)).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("(a)", "${1}x$$")]
    [InlineData("(?P<n>a)", "$n")]
    [InlineData("a", "b")]
    public void Warnings_PlainTemplate_AreNone(string pattern, string template) =>
        Assert.Empty(GoReplacement.Parse(template, ByteRegex.Parse(pattern)).Warnings);

    [Fact]
    public void Replace_MatchOfAnyByte_KeepsTheOthers() =>
        Gen.Byte.Array[0, 50].Sample(bytes =>
        {
            var regex = ByteRegex.Parse("[0-9]+");
            Assert.Equal(bytes, regex.Replace(bytes, GoReplacement.Parse("$0", regex)));
        });

    [Fact]
    public void Parse_AnyText_MatchesOrSaysWhyNot() =>
        Gen.String[Gen.Char[@"()[]{}|*+?^$.\-,:<>PQEisU=!éяab01"], 0, 12].Sample(pattern =>
        {
            try
            {
                ByteRegex.Parse(pattern).IsMatch("abc-123"u8);
            }
            catch (FormatException)
            {
                // The only way to refuse; anything else fails the test.
            }
        });

    /// <summary>A backtracking matcher would not come back from this.</summary>
    [Fact]
    public void IsMatch_CatastrophicPattern_StaysLinear()
    {
        var regex = ByteRegex.Parse("(a+)+$");
        Assert.False(regex.IsMatch([.. Enumerable.Repeat((byte)'a', 20_000), (byte)'b']));
    }
}
