using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Refuses the passwords that are tried first: the account's own name and address, and the product's.</summary>
internal sealed class GuessablePassword : IPasswordValidator<StaffUser>
{
    public const int ShortestLength = 12;

    /// <summary>Hashing costs time, and longer passwords add nothing.</summary>
    public const int LongestLength = 200;

    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    public Task<IdentityResult> ValidateAsync(UserManager<StaffUser> manager, StaffUser user, string? password)
    {
        if (password is { Length: > LongestLength })
            return Task.FromResult(Refuse("PasswordTooLong", L["Mistake_PasswordTooLong", LongestLength]));
        string?[] known = [user.Email, user.Email?.Split('@')[0], user.Name, "jobgenie", "proctoring"];
        // The rest without them must still be a password.
        var rest = known
            .Where(word => word is { Length: > 3 })
            .Aggregate(password ?? "", (left, word) => left.Replace(word!, "", StringComparison.OrdinalIgnoreCase));
        return Task.FromResult(
            rest.Length >= Math.Min(8, password?.Length ?? 0)
                ? IdentityResult.Success
                : Refuse("PasswordGuessable", L["Mistake_PasswordGuessable"])
        );
    }

    static IdentityResult Refuse(string code, string sentence) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = sentence });
}
