using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Whether an account can sign in, in an icon and a word.</summary>
public sealed partial class UserState
{
    (string Icon, string DisplayText, string Class) look;

    [Parameter, EditorRequired]
    public StaffRow Row { get; set; } = null!;

    protected override void OnParametersSet() =>
        look = Row switch
        {
            { DisabledAt: not null } => (Icons.Material.Outlined.Block, "Switched off", "off"),
            { Invited: true } => (Icons.Material.Outlined.MarkEmailUnread, "No password yet", "waiting"),
            _ => (Icons.Material.Outlined.CheckCircle, "Active", "on"),
        };
}
