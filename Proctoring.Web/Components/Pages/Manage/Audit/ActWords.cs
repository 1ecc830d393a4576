using System.Globalization;

namespace Proctoring.Web.Components.Pages.Manage.Audit;

/// <summary>Names of acts as people read them: <c>flag_dismissed</c> becomes "Flag dismissed".</summary>
internal static class ActWords
{
    public static string Of(string action) =>
        action.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(action[0])}{action[1..].Replace('_', ' ')}")
                .Replace("Api ", "API ", StringComparison.Ordinal);
}
