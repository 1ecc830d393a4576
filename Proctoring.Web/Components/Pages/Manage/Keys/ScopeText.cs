using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>The permission that a scope of a key gives, in the viewer's language.</summary>
internal static class ScopeText
{
    static readonly IStringLocalizer L = TextSet.Of<ManageTexts>();

    /// <summary>The permission; the scope itself if it has no text.</summary>
    public static string Of(string scope) => L[$"Scope_{scope}"] is { ResourceNotFound: false } text ? text : scope;
}
