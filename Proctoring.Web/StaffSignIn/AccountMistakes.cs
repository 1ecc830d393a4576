using Microsoft.AspNetCore.Identity;

namespace Proctoring.Web.StaffSignIn;

/// <summary>What is wrong with an account's data, in the product's words.</summary>
internal sealed class AccountMistakes : IdentityErrorDescriber
{
    public override IdentityError PasswordTooShort(int length) => Say(nameof(PasswordTooShort), $"The password needs at least {length} characters. A few words in a row are easy to remember.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) => Say(nameof(PasswordRequiresUniqueChars), $"The password needs at least {uniqueChars} different characters.");

    public override IdentityError PasswordMismatch() => Say(nameof(PasswordMismatch), "The present password is not right.");

    public override IdentityError InvalidToken() => Say(nameof(InvalidToken), "This link no longer holds. Ask an administrator for a new one.");

    public override IdentityError DuplicateEmail(string email) => Say(nameof(DuplicateEmail), "There is an account with this e-mail address already.");

    public override IdentityError DuplicateUserName(string userName) => DuplicateEmail(userName);

    public override IdentityError InvalidEmail(string? email) => Say(nameof(InvalidEmail), "This is not an e-mail address.");

    public override IdentityError InvalidUserName(string? userName) => InvalidEmail(userName);

    public override IdentityError ConcurrencyFailure() => Say(nameof(ConcurrencyFailure), "Somebody else changed this account at the same moment. Load the page again and look.");

    /// <summary>The mistakes as sentences, each once.</summary>
    public static string Sentences(IdentityResult result) => string.Join(" ", result.Errors.Select(error => error.Description).Distinct());

    static IdentityError Say(string code, string sentence) => new() { Code = code, Description = sentence };
}
