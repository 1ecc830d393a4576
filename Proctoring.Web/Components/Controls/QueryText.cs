using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Controls;

/// <summary>Texts from the query of an address.</summary>
internal static class QueryText
{
    /// <summary>Shortens a text and removes characters that a database cannot store; null if nothing is left.</summary>
    public static string? Bounded(string? text, int longest) =>
        TextLimits.Clean(text is null || text.Length <= longest ? text : text[..longest])?.Trim() is { Length: > 0 } words ? words : null;
}
