using TapeDeck.TestKit;

namespace TapeDeck.EndToEnd.Tests;

/// <summary>The REST API through curl, as a script would use it.</summary>
public sealed class ApiClient(Uri server, string token)
{
    public string Token => token;

    /// <summary>Signs in with the one-time link like a script without a browser, and makes itself a token.</summary>
    public static async Task<ApiClient> CreateAsync(Uri server, Uri loginUrl)
    {
        using var folder = new TempFolder();
        var jar = folder.File("cookies");
        (await Curl.RequestAsync("--cookie-jar", jar, loginUrl.ToString())).Expect(200);
        var made = await Curl.RequestAsync(
            "--cookie", jar, "--header", "X-TapeDeck: 1", "--json", """{"name": "end-to-end tests"}""", $"{server}api/v1/tokens");
        return new ApiClient(server, made.Expect(201).Json.GetProperty("secret").GetString()!);
    }

    /// <summary>The full address of a path such as <c>/captures</c>.</summary>
    public string Address(string path) => $"{server}api/v1{path}";

    /// <summary>curl's arguments that sign a request.</summary>
    public string[] WithToken(params string[] arguments) => ["--oauth2-bearer", token, .. arguments];

    public Task<CurlAnswer> GetAsync(string path) => Curl.RequestAsync(WithToken(Address(path)));

    public Task<CurlAnswer> PostAsync(string path, string? json = null) => SendAsync("POST", path, json);

    /// <summary>Deletes whatever there is.</summary>
    public Task<CurlAnswer> DeleteAsync(string path) => Curl.RequestAsync(WithToken("--request", "DELETE", "--header", "If-Match: *", Address(path)));

    public Task<CurlAnswer> SendAsync(string method, string path, string? json = null) =>
        Curl.RequestAsync(WithToken(["--request", method, .. json is null ? [] : new[] { "--json", json }, Address(path)]));
}
