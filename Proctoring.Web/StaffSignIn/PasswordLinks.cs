using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Links with which the owner of an account sets its password; each works once, for a while.</summary>
internal sealed class PasswordLinks(UserManager<StaffUser> users, ProctoringDb database, TimeProvider time)
{
    public const string Path = "/set-password";

    /// <summary>The address below the site's. Identity signs it, and ties it to the account's security stamp: once the password is set, it is worth nothing.</summary>
    public static async Task<string> MakeAsync(UserManager<StaffUser> users, StaffUser user)
    {
        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)));
        return $"{Path}?account={user.Id:N}&code={code}";
    }

    /// <summary>The account that a link opens now; null where it does not hold.</summary>
    public async Task<StaffUser?> FindAsync(string? account, string? code)
    {
        if (!Guid.TryParse(account, out var id) || Token(code) is not { } token || await users.FindByIdAsync(id.ToString()) is not { DisabledAt: null } user)
            return null;
        return await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<StaffUser>.ResetPasswordTokenPurpose, token) ? user : null;
    }

    /// <summary>Sets the password and ends a lock; the sentences of what is wrong with it, or null.</summary>
    public async Task<string?> UseAsync(StaffUser user, string code, string password, string? address)
    {
        await using var together = await database.Database.BeginTransactionAsync();
        database.Audit(new StaffViewer(user.Id, user.Name, [], address), "password_set", $"account {user.Name}", time.GetUtcNow().UtcDateTime, reason: "link");
        var set = await users.ResetPasswordAsync(user, Token(code)!, password);
        if (!set.Succeeded)
            return AccountMistakes.Sentences(set);
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        await together.CommitAsync();
        return null;
    }

    static string? Token(string? code)
    {
        try
        {
            return code is { Length: > 0 and < 2000 } ? Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
