namespace Proctoring.Web.StaffSignIn;

/// <summary>Where to go after signing in: only to a page of ours, or a link could lead a person who just signed in to somebody else's
/// site.</summary>
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
