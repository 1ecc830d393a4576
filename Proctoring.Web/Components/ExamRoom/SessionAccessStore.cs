using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Stores the rights to sessions in the candidate's browser, encrypted, so that a reload or a restart of the server resumes
/// them. If the browser's storage is switched off or full, the newest right lasts until the page is reloaded.</summary>
internal sealed class SessionAccessStore(ProtectedLocalStorage storage, IJSRuntime browser)
{
    const string SessionPrefix = "proctoring.session.";

    /// <summary>The right that this circuit stored last: its next page need not ask the browser, which costs a round trip.</summary>
    SessionAccess? kept;

    /// <summary>Whether the browser refused to store a right.</summary>
    public bool StoresNothing { get; private set; }

    /// <summary>Stores the right to a session.</summary>
    public async ValueTask KeepAsync(SessionAccess access)
    {
        kept = access;
        await StoreAsync(Key(access.SessionId), access);
    }

    /// <summary>Stores the right to a student's newest session of an exam, for a next page that does not know its id.</summary>
    public ValueTask KeepAsync(string studentId, string examName, SessionAccess access) => StoreAsync(Key(studentId, examName), access);

    /// <summary>Removes the right to a session from this browser.</summary>
    public ValueTask ForgetAsync(Guid sessionId)
    {
        if (kept?.SessionId == sessionId)
            kept = null;
        return DeleteAsync(Key(sessionId));
    }

    /// <summary>Removes the right to a student's newest session of an exam from this browser.</summary>
    public ValueTask ForgetAsync(string studentId, string examName) => DeleteAsync(Key(studentId, examName));

    /// <summary>Returns the right to a session; null if this browser does not have it.</summary>
    public ValueTask<SessionAccess?> FindAsync(Guid sessionId) =>
        kept?.SessionId == sessionId ? ValueTask.FromResult<SessionAccess?>(kept) : ReadAsync(Key(sessionId));

    /// <summary>Returns the right to a student's newest session of an exam; null if this browser does not have it.</summary>
    public ValueTask<SessionAccess?> FindAsync(string studentId, string examName) => ReadAsync(Key(studentId, examName));

    /// <summary>Returns the rights to the newest sessions that this browser has, newest first.</summary>
    /// <param name="most">The highest number to return.</param>
    public async Task<IReadOnlyList<SessionAccess>> ListAsync(int most)
    {
        var keys = await browser.CallModuleAsync<string[]>("./js/stored-keys.js", "keys", SessionPrefix) ?? [];
        // Ids are of version 7: their order is the order of opening.
        var newest = keys.OrderDescending(StringComparer.Ordinal).Take(most).Select(key => ReadAsync(key).AsTask());
        return [.. (await Task.WhenAll(newest)).OfType<SessionAccess>()];
    }

    async ValueTask StoreAsync(string key, SessionAccess access)
    {
        try
        {
            await storage.SetAsync(key, access);
            StoresNothing = false;
        }
        catch (JSException)
        {
            // Switched off or full. An exam that could not start would help no one.
            StoresNothing = true;
        }
    }

    async ValueTask DeleteAsync(string key)
    {
        try
        {
            await storage.DeleteAsync(key);
        }
        catch (JSException)
        {
            // A storage that is switched off contains nothing.
        }
    }

    async ValueTask<SessionAccess?> ReadAsync(string key)
    {
        try
        {
            var found = await storage.GetAsync<SessionAccess>(key);
            return found.Success ? found.Value : null;
        }
        catch (Exception cause) when (cause is CryptographicException or JsonException or JSException)
        {
            // Encrypted with keys that this server no longer has, not written by us, or the browser's storage is switched off.
            return null;
        }
    }

    static string Key(Guid sessionId) => $"{SessionPrefix}{sessionId:N}";

    // Hashed, so that another user of the computer cannot read who took which exam.
    static string Key(string studentId, string examName) =>
        $"proctoring.exam.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{studentId.Trim()}\n{examName.Trim()}")))}";
}
