using System.Security.Cryptography;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Keeps the rights to sittings in the candidate's browser, encrypted, so that a reload or a restart of the server resumes them.</summary>
internal sealed class SessionKeyring(ProtectedLocalStorage storage)
{
    /// <summary>Keeps the right to a sitting.</summary>
    public ValueTask KeepAsync(SessionAccess access) => storage.SetAsync(Key(access.SessionId), access);

    /// <summary>The right to a sitting; null where this browser does not hold it.</summary>
    public async ValueTask<SessionAccess?> FindAsync(Guid sessionId)
    {
        try
        {
            var kept = await storage.GetAsync<SessionAccess>(Key(sessionId));
            return kept.Success ? kept.Value : null;
        }
        catch (CryptographicException)
        {
            // Kept under keys that this server no longer has.
            return null;
        }
    }

    static string Key(Guid sessionId) => $"proctoring.session.{sessionId:N}";
}
