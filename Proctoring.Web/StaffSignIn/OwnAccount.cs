using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The changes that members of staff make to their own account. Each returns a sentence about a mistake, or null.</summary>
internal sealed class OwnAccount(
    UserManager<StaffUser> users,
    SignInManager<StaffUser> signIn,
    SignInThrottle throttle,
    ProctoringDb database,
    TimeProvider time
)
{
    const int MostPasskeys = 20;

    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    /// <summary>The account behind a request, from the database; null if it is switched off or signed out.</summary>
    public async Task<(StaffUser? User, IList<string> Roles, IList<UserPasskeyInfo> Passkeys)> ReadAsync(HttpContext request)
    {
        if (
            await request.StaffViewerAsync(StaffPolicies.Staff) is not { UserId: { } id }
            || await users.FindByIdAsync(id.ToString()) is not { } user
        )
            return (null, [], []);
        return (user, await users.GetRolesAsync(user), await users.GetPasskeysAsync(user));
    }

    public async Task<string?> AddPasskeyAsync(HttpContext request, StaffUser user, string? credential, int existing)
    {
        if (existing >= MostPasskeys)
            return L.Plural("Passkeys_TooMany", MostPasskeys);
        if (credential is not { Length: > 0 and < 50_000 })
            return L["Passkeys_Failed"];
        PasskeyAttestationResult result;
        try
        {
            result = await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // There is no challenge, or it has expired.
            return L["Passkeys_Failed"];
        }

        if (!result.Succeeded || result.UserEntity.Id != user.Id.ToString())
            return L["Passkeys_Failed"];
        result.Passkey.Name = L["Passkeys_Numbered", existing + 1];
        Record(request, user, "passkey_added");
        return Sentence(await users.AddOrUpdatePasskeyAsync(user, result.Passkey));
    }

    public async Task<string?> RenamePasskeyAsync(HttpContext request, StaffUser user, UserPasskeyInfo key, string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 60 || name.Any(char.IsControl))
            return L["Passkeys_BadName"];
        key.Name = name.Trim();
        Record(request, user, "passkey_renamed");
        return Sentence(await users.AddOrUpdatePasskeyAsync(user, key));
    }

    public async Task<string?> RemovePasskeyAsync(HttpContext request, StaffUser user, UserPasskeyInfo key, int existing)
    {
        if (existing == 1 && user.PasswordHash is null && (await users.GetLoginsAsync(user)).Count == 0)
            return L["Passkeys_OnlyWayIn"];
        Record(request, user, "passkey_removed");
        return Sentence(await users.RemovePasskeyAsync(user, key.CredentialId));
    }

    public async Task<string?> ChangePasswordAsync(HttpContext request, StaffUser user, string present, string password)
    {
        if (present.Length > GuessablePassword.LongestLength)
            return L["Mistake_PasswordMismatch"];
        // Limited as at sign-in: a page that its owner left open must not be a place to guess passwords.
        var (network, name) = (NetworkAddress.Of(request), user.NormalizedEmail ?? "");
        if (throttle.IsLocked(network, name, user.SecurityStamp))
            return L["Mistake_TryLater"];
        if (!await users.CheckPasswordAsync(user, present))
        {
            throttle.CountWrongPassword(network, name, user.SecurityStamp);
            return L["Mistake_PasswordMismatch"];
        }

        Record(request, user, "password_changed");
        if (Sentence(await users.ChangePasswordAsync(user, present, password)) is { } sentence)
            return sentence;
        // The new security stamp ends all other sign-ins; this browser gets a cookie with the new one.
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, request.User.FindAll(StaffClaims.Session));
        return null;
    }

    public async Task SignOutEverywhereAsync(HttpContext request, StaffUser user)
    {
        Record(request, user, "signed_out_everywhere");
        await users.UpdateSecurityStampAsync(user);
        await database.StaffSessions.Where(session => session.UserId == user.Id).ExecuteDeleteAsync(request.RequestAborted);
        await signIn.SignOutAsync();
    }

    // Identity saves the entry together with its next change. If it refuses the change, neither is stored.
    void Record(HttpContext request, StaffUser user, string action) =>
        database.Audit(
            new StaffViewer(user.Id, user.Name, [], request.Connection.RemoteIpAddress?.ToString()),
            action,
            $"account {user.Name}",
            time.GetUtcNow().UtcDateTime
        );

    static string? Sentence(IdentityResult result) => result.Succeeded ? null : AccountMistakes.Sentences(result);
}
