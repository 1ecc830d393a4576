using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>The names of roles and their rights, in the viewer's language.</summary>
internal static class RoleText
{
    static readonly IStringLocalizer Account = TextSet.Of<AccountTexts>();
    static readonly IStringLocalizer L = TextSet.Of<ManageTexts>();

    /// <summary>The name of a role.</summary>
    public static string NameOf(string role) => Account[$"Role_{role}"];

    /// <summary>The name of a role and its rights as one sentence.</summary>
    public static string Of(string role) => L[$"RoleText_{role}", NameOf(role)];
}
