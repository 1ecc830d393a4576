using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The checks that all account forms share. Each returns a sentence for the person, or null if there is no
/// mistake.</summary>
internal static class AccountForm
{
    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    public static string? Mistake(string? name, string? email)
    {
        if (string.IsNullOrWhiteSpace(name))
            return L["Mistake_NameMissing"];
        if (name.Trim().Length > 200)
            return L["Mistake_NameTooLong"];
        if (TextCharacters.Mistake(name) is not null)
            return L["Mistake_NameCharacters"];
        if (string.IsNullOrWhiteSpace(email))
            return L["Mistake_EmailMissing"];
        return email.Trim().Length > 254 || !new EmailAddressAttribute().IsValid(email.Trim()) || email.Any(char.IsControl)
            ? (string)L["Mistake_InvalidEmail"]
            : null;
    }

    public static string? PasswordMistake(string? password, string? repeated)
    {
        if (string.IsNullOrEmpty(password))
            return L["Mistake_PasswordMissing"];
        return password == repeated ? null : (string)L["Mistake_PasswordsDiffer"];
    }
}
