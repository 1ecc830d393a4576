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
    public static async Task<string> MakeAsync(UserManager<StaffUser> users, StaffUser user) =>
        PathOf(user, await users.GeneratePasswordResetTokenAsync(user));

    /// <summary>The same for a link that is sent by email and expires sooner.</summary>
    public static async Task<string> MakeForMailAsync(UserManager<StaffUser> users, StaffUser user) =>
        PathOf(
            user,
            await users.GenerateUserTokenAsync(user, MailedLinkTokens.Provider, UserManager<StaffUser>.ResetPasswordTokenPurpose)
        );

    static string PathOf(StaffUser user, string token) =>
        $"{Path}?account={user.Id:N}&code={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token))}";

    /// <summary>The account that a link opens now; null if the link has expired or was used.</summary>
    public async Task<StaffUser?> FindAsync(string? account, string? code)
    {
        if (
            !Guid.TryParse(account, out var id)
            || Token(code) is not { } token
            || await users.FindByIdAsync(id.ToString()) is not { DisabledAt: null } user
        )
            return null;
        return await IsOfAsync(users.Options.Tokens.PasswordResetTokenProvider, user, token)
            || await IsOfAsync(MailedLinkTokens.Provider, user, token)
            ? user
            : null;
    }

    Task<bool> IsOfAsync(string provider, StaffUser user, string token) =>
        users.VerifyUserTokenAsync(user, provider, UserManager<StaffUser>.ResetPasswordTokenPurpose, token);

    /// <summary>Sets the password, and resets the count of wrong passwords. A link that an administrator made also releases the account
    /// from the identity provider: the next sign-in there with the account's verified address connects it again, because the provider may
    /// have changed. Returns the mistakes as sentences; null if there are none.</summary>
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
        var token = Token(code)!;
        // Identity resets with its own codes only.
        var mailed = await IsOfAsync(MailedLinkTokens.Provider, user, token);
        if (mailed)
            token = await users.GeneratePasswordResetTokenAsync(user);
        var set = await users.ResetPasswordAsync(user, token, password);
        if (!set.Succeeded)
            return AccountMistakes.Sentences(set);
        foreach (var tied in mailed ? [] : await users.GetLoginsAsync(user))
        {
            var released = await users.RemoveLoginAsync(user, tied.LoginProvider, tied.ProviderKey);
            if (!released.Succeeded)
                return AccountMistakes.Sentences(released);
        }

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
