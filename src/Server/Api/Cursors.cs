using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace TapeDeck.Server.Api;

/// <summary>
/// Places in lists as programs hand them back: sealed with the keys of the cookies, so that nobody makes one up, and for one list under its conditions alone.
/// They work as long as the keys do, also after a restart.
/// </summary>
internal sealed class Cursors(IDataProtectionProvider protection)
{
    /// <summary>Parameters that may be others from page to page.</summary>
    private static readonly HashSet<string> s_free = new(StringComparer.OrdinalIgnoreCase) { "cursor", "limit", "start", "fields" };

    public string Write<T>(HttpRequest request, T place) => For(request).Protect(JsonSerializer.Serialize(place));

    public bool TryRead<T>(HttpRequest request, string cursor, [NotNullWhen(true)] out T? place)
        where T : class
    {
        try
        {
            place = JsonSerializer.Deserialize<T>(For(request).Unprotect(cursor))!;
            return true;
        }
        catch (CryptographicException)
        {
            place = null;
            return false;
        }
    }

    private IDataProtector For(HttpRequest request) => protection.CreateProtector("TapeDeck.Cursor", request.Path.ToString(), QueryString.Create(
        request.Query.Where(parameter => !s_free.Contains(parameter.Key)).OrderBy(parameter => parameter.Key, StringComparer.OrdinalIgnoreCase)).ToString());
}
