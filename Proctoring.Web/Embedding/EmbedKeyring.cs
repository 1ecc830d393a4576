using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Embedding;

/// <summary>
/// Keeps the right to a sitting in the frame that its ticket opened, encrypted and for this tab alone, so that a reload goes on. No cookie
/// is needed; browsers keep this storage apart for each site around the frame.
/// </summary>
internal sealed class EmbedKeyring(ProtectedSessionStorage storage)
{
    /// <summary>Keeps the right that a ticket opened. Where the browser keeps nothing, the exam goes on until the frame is loaded again.</summary>
    /// <returns>False where the browser keeps nothing.</returns>
    public async ValueTask<bool> KeepAsync(string ticket, SessionAccess access)
    {
        try
        {
            await storage.SetAsync(Key(ticket), access);
            return true;
        }
        catch (JSException)
        {
            return false;
        }
    }

    /// <summary>The right that this frame's ticket opened before; null where it opened none.</summary>
    public async ValueTask<SessionAccess?> FindAsync(string ticket)
    {
        try
        {
            var kept = await storage.GetAsync<SessionAccess>(Key(ticket));
            return kept.Success ? kept.Value : null;
        }
        catch (Exception cause) when (cause is CryptographicException or JsonException or JSException)
        {
            return null;
        }
    }

    static string Key(string ticket) => $"proctoring.embed.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)))}";
}
