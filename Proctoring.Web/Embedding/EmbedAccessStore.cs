using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Embedding;

/// <summary>Stores the right to a session in the frame that its ticket opened, encrypted, so that a reload continues. It uses the tab's
/// session storage or, if the browser denies that to frames of other sites, a cookie that is partitioned by the surrounding site. A
/// third-party cookie is not needed.</summary>
internal sealed class EmbedAccessStore(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("Proctoring.EmbedAccessStore.v1");

    /// <summary>Stores the right that a ticket opened. If the browser stores nothing, the exam continues until the frame is
    /// reloaded.</summary>
    public ValueTask KeepAsync(IJSObjectReference page, string ticket, SessionAccess access) =>
        page.InvokeVoidAsync("keep", Name(ticket), For(ticket).Protect(access.Bearer));

    /// <summary>Returns the right that this frame's ticket opened before; null if it opened none.</summary>
    public async ValueTask<SessionAccess?> FindAsync(IJSObjectReference page, string ticket)
    {
        if (await page.InvokeAsync<string?>("find", Name(ticket)) is not { } stored)
            return null;
        try
        {
            return SessionAccess.FromBearer(For(ticket).Unprotect(stored));
        }
        catch (Exception cause) when (cause is CryptographicException or FormatException)
        {
            // Encrypted with keys that this server no longer has, or not written by us.
            return null;
        }
    }

    IDataProtector For(string ticket) => protector.CreateProtector(Name(ticket));

    static string Name(string ticket) =>
        $"proctoring.embed.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)))[..32]}";
}
