using System.ComponentModel.DataAnnotations;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The checks that every form about an account has in common; each answer is a sentence for the person, null where all is well.</summary>
internal static class AccountForm
{
    public static string? Mistake(string? name, string? email)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "The name is missing.";
        if (name.Trim().Length > 200 || name.Any(char.IsControl))
            return "The name may have at most 200 characters.";
        if (string.IsNullOrWhiteSpace(email))
            return "The e-mail address is missing.";
        return email.Trim().Length > 254 || !new EmailAddressAttribute().IsValid(email.Trim()) || email.Any(char.IsControl) ? "This is not an e-mail address." : null;
    }

    public static string? PasswordMistake(string? password, string? repeated)
    {
        if (string.IsNullOrEmpty(password))
            return "The password is missing.";
        return password == repeated ? null : "The two passwords differ.";
    }
}
