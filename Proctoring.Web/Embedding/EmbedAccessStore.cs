using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Embedding;

/// <summary>
/// Keeps the right to a session in the frame that its ticket opened, encrypted, so that a reload goes on: in the tab's session storage, and
/// where
/// the browser keeps that from frames of other sites, in a cookie that it keeps apart for the site around. A third-party cookie is not
/// needed.
/// </summary>
internal sealed class EmbedAccessStore(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.EmbedAccessStore.v1");

    /// <summary>Keeps the right that a ticket opened. Where the browser keeps nothing, the exam goes on until the frame is loaded
    /// again.</summary>
    public ValueTask KeepAsync(IJSObjectReference page, string ticket, SessionAccess access) =>
        page.InvokeVoidAsync("keep", Name(ticket), For(ticket).Protect(access.Bearer));

    /// <summary>The right that this frame's ticket opened before; null where it opened none.</summary>
    public async ValueTask<SessionAccess?> FindAsync(IJSObjectReference page, string ticket)
    {
        if (await page.InvokeAsync<string?>("find", Name(ticket)) is not { } kept)
            return null;
        try
        {
            return SessionAccess.FromBearer(For(ticket).Unprotect(kept));
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            // Kept under keys that this server no longer has, or not by us.
            return null;
        }
    }

    IDataProtector For(string ticket) => protector.CreateProtector(Name(ticket));

    static string Name(string ticket) =>
        $"proctoring.embed.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)))[..32]}";
}
