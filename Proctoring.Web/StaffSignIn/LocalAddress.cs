namespace Proctoring.Web.StaffSignIn;

/// <summary>The page to show after signing in. It is always a page of this site, or a link could lead a person who just signed in to
/// another site.</summary>
internal static class LocalAddress
{
    public static string Or(string? wanted, string otherwise) => IsLocal(wanted) ? wanted! : otherwise;

    static bool IsLocal(string? address) =>
        address is ['/', .. var rest]
        && !rest.StartsWith('/')
        && !rest.StartsWith('\\')
        && !address.Any(char.IsControl)
        && address.Length <= 2000;
}
