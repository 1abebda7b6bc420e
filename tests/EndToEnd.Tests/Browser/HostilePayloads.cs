namespace TapeDeck.EndToEnd.Tests.Browser;

/// <summary>
/// Five hundred texts that become elements and run a script where a page takes them for markup. Whatever becomes of one shows:
/// its element has the attribute <c>data-xss</c>, its script sets <c>window.__xss</c>.
/// </summary>
internal static class HostilePayloads
{
    /// <summary>What a page writes around a text, closed.</summary>
    private static readonly string[] s_ends =
    [
        "", "\">", "'>", "`>", "</script>", "</style>", "</textarea>", "</title>", "</option></select>", "</svg>", "-->", "]]>", "*/", "}}", "\">\u2028", "\\\">", "&quot;>", "%22%3E", "\u202e>", "</iframe>",
    ];

    /// <summary>Markup that runs a script by itself or at the first touch.</summary>
    private static readonly string[] s_markup =
    [
        "<script data-xss>window.__xss=1</script>", "<ScRiPt data-xss>window.__xss=1;//</sCrIpT>", "<img data-xss src=x onerror=window.__xss=1>", "<img data-xss src=x onerror=\"window.__xss=1\">",
        "<img data-xss src=x:x onerror='window.__xss=1'>", "<svg data-xss onload=window.__xss=1>", "<svg data-xss><script>window.__xss=1</script></svg>", "<svg data-xss><animate onbegin=window.__xss=1 attributeName=x dur=1s>",
        "<iframe data-xss src=javascript:parent.__xss=1></iframe>", "<iframe data-xss srcdoc=\"<script>parent.__xss=1</script>\"></iframe>", "<form data-xss><button autofocus onfocus=window.__xss=1>x</button></form>", "<input data-xss autofocus onfocus=window.__xss=1>",
        "<select data-xss autofocus onfocus=window.__xss=1>", "<textarea data-xss autofocus onfocus=window.__xss=1>", "<details data-xss open ontoggle=window.__xss=1>", "<video data-xss src=x onerror=window.__xss=1>",
        "<audio data-xss src=x onerror=window.__xss=1>", "<object data-xss data=javascript:parent.__xss=1></object>", "<embed data-xss src=javascript:parent.__xss=1>", "<math data-xss><mtext><img src=x onerror=window.__xss=1></mtext></math>",
        "<a data-xss href=javascript:window.__xss=1 autofocus onfocus=window.__xss=1>x</a>", "<marquee data-xss onstart=window.__xss=1>", "<style data-xss onload=window.__xss=1></style>", "<link data-xss rel=stylesheet href=x onerror=window.__xss=1>",
        "<noscript><p title=\"</noscript><img data-xss src=x onerror=window.__xss=1>\">",
    ];

    /// <summary>Twenty-five groups of twenty.</summary>
    public static IReadOnlyList<string[]> Groups { get; } = [.. s_markup.Select(markup => s_ends.Select(end => end + markup).ToArray())];

    /// <summary>One of each kind of markup, short enough for a name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_markup.Select(markup => $"\">{markup}")];
}
