using System.Net;
using System.Text;

namespace Proctoring.Web.Api;

/// <summary>The id and secret that a client presents at the token endpoint (RFC 6749, 2.3.1).</summary>
/// <param name="Id">The id of an API key.</param>
/// <param name="Secret">The key itself.</param>
internal sealed record ClientCredentials(string Id, string Secret)
{
    const string Basic = "Basic ";

    /// <summary>Reads the credentials from the header or the form; null if they are missing or cannot be read.</summary>
    /// <exception cref="TokenRefusedException">The client uses both ways, which the RFC forbids.</exception>
    public static ClientCredentials? Read(string authorization, IFormCollection form)
    {
        var posted = form["client_secret"].ToString();
        if (authorization.Length == 0)
            return posted.Length == 0 ? null : new(form["client_id"].ToString(), posted);
        if (posted.Length > 0)
            throw new TokenRefusedException(TokenError.InvalidRequest, "Send the client's credentials once: in the header or in the form");
        var header = FromHeader(authorization);
        if (header is not null && form["client_id"].ToString() is { Length: > 0 } named && named != header.Id)
            throw new TokenRefusedException(TokenError.InvalidRequest, "client_id differs from the id in the header");
        return header;
    }

    static ClientCredentials? FromHeader(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[Basic.Length..].Trim()));
            // Both parts are form-encoded, so the first colon divides them.
            return pair.Split(':', 2) is [var id, var secret] ? new(WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret)) : null;
        }
        catch (FormatException)
        {
            // Not Base64.
            return null;
        }
    }
}
