using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Manage.Audit;

/// <summary>The names of the actions in the audit log, in the viewer's language.</summary>
internal static class ActionText
{
    static readonly IStringLocalizer L = TextSet.Of<ManageTexts>();

    /// <summary>The name; an action of a later version that has no text keeps its identifier.</summary>
    public static string Of(string action) => L[$"Act_{action}"] is { ResourceNotFound: false } text ? text : action.Replace('_', ' ');
}
