using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Describes mistakes in the data of an account in the language of the page.</summary>
internal sealed class AccountMistakes : IdentityErrorDescriber
{
    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    public override IdentityError PasswordTooShort(int length) => Say(nameof(PasswordTooShort), L["Mistake_PasswordTooShort", length]);

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) =>
        Say(nameof(PasswordRequiresUniqueChars), L["Mistake_PasswordRequiresUniqueChars", uniqueChars]);

    public override IdentityError PasswordMismatch() => Say(nameof(PasswordMismatch), L["Mistake_PasswordMismatch"]);

    public override IdentityError InvalidToken() => Say(nameof(InvalidToken), L["Mistake_InvalidToken"]);

    public override IdentityError DuplicateEmail(string email) => Say(nameof(DuplicateEmail), L["Mistake_DuplicateEmail"]);

    public override IdentityError DuplicateUserName(string userName) => DuplicateEmail(userName);

    public override IdentityError InvalidEmail(string? email) => Say(nameof(InvalidEmail), L["Mistake_InvalidEmail"]);

    public override IdentityError InvalidUserName(string? userName) => InvalidEmail(userName);

    public override IdentityError ConcurrencyFailure() => Say(nameof(ConcurrencyFailure), L["Mistake_ConcurrencyFailure"]);

    /// <summary>The mistakes as sentences, each once.</summary>
    public static string Sentences(IdentityResult result) => string.Join(" ", result.Errors.Select(error => error.Description).Distinct());

    static IdentityError Say(string code, string sentence) => new() { Code = code, Description = sentence };
}
