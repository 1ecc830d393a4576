namespace Proctoring.Web.Requests;

/// <summary>Writes addresses within this site.</summary>
internal static class SiteAddresses
{
    /// <summary>The address of a path relative to the base of pages, so that it stays below <see cref="SitePath"/>.</summary>
    /// <param name="path">The path, beginning with a slash.</param>
    public static string FromBase(this string path) => path.Length == 1 ? "." : path[1..];
}
