using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Makes and opens links with which the owner of an account sets its password. A link works once, until it expires.</summary>
internal sealed class PasswordLinks(UserManager<StaffUser> users, ProctoringDb database, TimeProvider time)
{
    public const string Path = "/set-password";

    /// <summary>The path of a new link. Identity signs it and ties it to the account's security stamp, which a new password
    /// changes.</summary>
    public static async Task<string> MakeAsync(UserManager<StaffUser> users, StaffUser user)
    {
        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)));
        return $"{Path}?account={user.Id:N}&code={code}";
    }

    /// <summary>The account that a link opens now; null if the link has expired or was used.</summary>
    public async Task<StaffUser?> FindAsync(string? account, string? code)
    {
        if (
            !Guid.TryParse(account, out var id)
            || Token(code) is not { } token
            || await users.FindByIdAsync(id.ToString()) is not { DisabledAt: null } user
        )
            return null;
        var provider = users.Options.Tokens.PasswordResetTokenProvider;
        return await users.VerifyUserTokenAsync(user, provider, UserManager<StaffUser>.ResetPasswordTokenPurpose, token) ? user : null;
    }

    /// <summary>Sets the password, and resets the count of wrong passwords. Returns the mistakes as sentences; null if there
    /// are none.</summary>
    public async Task<string?> UseAsync(StaffUser user, string code, string password, string? address)
    {
        await using var transaction = await database.Database.BeginTransactionAsync();
        database.Audit(
            new StaffViewer(user.Id, user.Name, [], address),
            "password_set",
            $"account {user.Name}",
            time.GetUtcNow().UtcDateTime,
            reason: "link"
        );
        var set = await users.ResetPasswordAsync(user, Token(code)!, password);
        if (!set.Succeeded)
            return AccountMistakes.Sentences(set);
        await transaction.CommitAsync();
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
            // Not a code that this server made.
            return null;
        }
    }
}
