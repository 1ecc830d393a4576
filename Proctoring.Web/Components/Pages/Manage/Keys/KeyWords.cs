using Proctoring.Core.Integration;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>What each scope of a key allows, in words.</summary>
internal static class KeyWords
{
    public static string Of(string scope) =>
        scope switch
        {
            ApiScopes.Students => "register students and verify faces",
            ApiScopes.Exams => "start, watch and submit exams",
            ApiScopes.Results => "read results and reports",
            ApiScopes.AllExams => "see exams that other keys started",
            _ => scope.Replace('_', ' '),
        };
}
