using System.Text.Encodings.Web;

namespace TapeDeck.Server.Security;

/// <summary>The only page that is shown without a login. Plain HTML: it works without script and without the dashboard's assets.</summary>
internal static class LoginPage
{
    public static string Form(string returnUrl, string? error) => Frame($$"""
        <form method="post" action="/login">
          <input type="hidden" name="returnUrl" value="{{Encode(returnUrl)}}">
          <label for="token">One-time token</label>
          <input id="token" name="token" type="password" autocomplete="one-time-code" spellcheck="false" required autofocus
                 aria-describedby="{{(error is null ? "where" : "error where")}}"{{(error is null ? "" : " aria-invalid=\"true\"")}}>
          {{(error is null ? "" : $"<p id=\"error\" class=\"error\" role=\"alert\">{Encode(error)}</p>")}}
          <button>Sign in</button>
        </form>
        <div id="where" class="where">
          <p>TapeDeck prints the token, and a link that holds it, where it was started: in the terminal or its log. It works once, for a day. For another one, on that machine:</p>
          <code>./tapedeck login-url</code>
        </div>
        """, "");

    /// <summary>Goes on by itself: a step from a page of our own, so that the browser sends the strict cookie even if it came from elsewhere.</summary>
    public static string Continue(string url) => Frame(
        $"<p>One moment: <a href=\"{Encode(url)}\">continue to TapeDeck</a>.</p>", $"<meta http-equiv=\"refresh\" content=\"0;url={Encode(url)}\">");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string Frame(string content, string head) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Sign in · TapeDeck</title>
          <link rel="icon" type="image/svg+xml" href="/icon.svg">
          <link rel="stylesheet" href="/login.css">
          {head}
        </head>
        <body>
        <main>
          <img src="/icon.svg" alt="" width="40" height="40">
          <h1>Sign in to TapeDeck</h1>
          {content}
        </main>
        </body>
        </html>
        """;
}
