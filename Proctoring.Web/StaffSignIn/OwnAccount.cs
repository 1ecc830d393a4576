using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>What a member of staff does with their own account; each answer is the sentence of what went wrong, or null.</summary>
internal sealed class OwnAccount(UserManager<StaffUser> users, SignInManager<StaffUser> signIn, ProctoringDb database, TimeProvider time)
{
    const int MostPasskeys = 20;

    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    /// <summary>The account behind a request, by the database; null where it is gone, switched off or signed out.</summary>
    public async Task<(StaffUser? User, IList<string> Roles, IList<UserPasskeyInfo> Passkeys)> ReadAsync(HttpContext request)
    {
        if (await signIn.ValidateSecurityStampAsync(request.User) is not { DisabledAt: null } user)
            return (null, [], []);
        return (user, await users.GetRolesAsync(user), await users.GetPasskeysAsync(user));
    }

    public async Task<string?> AddPasskeyAsync(HttpContext request, StaffUser user, string? credential, int there)
    {
        if (there >= MostPasskeys)
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
            return L["Passkeys_Failed"];
        }

        if (!result.Succeeded || result.UserEntity.Id != user.Id.ToString())
            return L["Passkeys_Failed"];
        result.Passkey.Name = L["Passkeys_Numbered", there + 1];
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

    public async Task<string?> RemovePasskeyAsync(HttpContext request, StaffUser user, UserPasskeyInfo key, int there)
    {
        if (there == 1 && user.PasswordHash is null && (await users.GetLoginsAsync(user)).Count == 0)
            return L["Passkeys_OnlyWayIn"];
        Record(request, user, "passkey_removed");
        return Sentence(await users.RemovePasskeyAsync(user, key.CredentialId));
    }

    public async Task<string?> ChangePasswordAsync(HttpContext request, StaffUser user, string present, string password)
    {
        if (present.Length > GuessablePassword.LongestLength)
            return L["Mistake_PasswordMismatch"];
        // An open page that is not its owner's must not be a place to guess at leisure.
        var check = await signIn.CheckPasswordSignInAsync(user, present, lockoutOnFailure: true);
        if (!check.Succeeded)
            return L[check.IsLockedOut ? "Mistake_TryLater" : "Mistake_PasswordMismatch"];
        Record(request, user, "password_changed");
        if (Sentence(await users.ChangePasswordAsync(user, present, password)) is { } sentence)
            return sentence;
        await signIn.RefreshSignInAsync(user);
        return null;
    }

    public async Task SignOutEverywhereAsync(HttpContext request, StaffUser user)
    {
        Record(request, user, "signed_out_everywhere");
        await users.UpdateSecurityStampAsync(user);
        await signIn.SignOutAsync();
    }

    // Saved by what Identity saves next; where that refuses, the context ends with the request and neither is kept.
    void Record(HttpContext request, StaffUser user, string action) => database.Audit(
        new StaffViewer(user.Id, user.Name, [], request.Connection.RemoteIpAddress?.ToString()), action, $"account {user.Name}", time.GetUtcNow().UtcDateTime);

    static string? Sentence(IdentityResult result) => result.Succeeded ? null : AccountMistakes.Sentences(result);
}
