using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Staff;

namespace Proctoring.Web.Components.Pages.Account.Own;

/// <summary>One's own account: what it may do, its password, its passkeys, and signing out everywhere.</summary>
public sealed partial class AccountPage
{
    StaffUser? user;
    IList<string> roles = [];

    [SupplyParameterFromQuery]
    public string? Said { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    UserManager<StaffUser> Users { get; set; } = null!;

    string? Welcome => Said == "welcome" ? "You are the first administrator. Add a passkey below, then invite the others." : null;

    protected override async Task OnInitializedAsync()
    {
        user = await Users.GetUserAsync(Request.User);
        if (user is not null)
            roles = await Users.GetRolesAsync(user);
    }
}
