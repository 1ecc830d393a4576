using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Shows whether an account can sign in, as an icon and a word.</summary>
public sealed partial class UserState
{
    (string Icon, string DisplayText, string Class) look;

    [Parameter, EditorRequired]
    public StaffRow Row { get; set; } = null!;

    protected override void OnParametersSet() =>
        look = Row switch
        {
            { DisabledAt: not null } => (Icons.Material.Outlined.Block, L["UserState_Off"], "off"),
            { Invited: true } => (Icons.Material.Outlined.MarkEmailUnread, L["UserState_Invited"], "waiting"),
            _ => (Icons.Material.Outlined.CheckCircle, L["UserState_On"], "on"),
        };
}
