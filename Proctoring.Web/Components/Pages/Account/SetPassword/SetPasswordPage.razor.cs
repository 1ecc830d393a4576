using Microsoft.AspNetCore.Components;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.SetPassword;

/// <summary>The page behind an invitation or a password link.</summary>
public sealed partial class SetPasswordPage
{
    StaffUser? user;
    string? problem;

    [SupplyParameterFromQuery]
    public string? Account { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "set-password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "set-password")]
    public string? Repeated { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal PasswordLinks Links { get; set; } = null!;

    [Inject]
    internal StaffSignInFlow Flow { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        user = await Links.FindAsync(Account, Code);
        if (user is null)
            Request.Response.StatusCode = StatusCodes.Status410Gone;
    }

    async Task SetAsync()
    {
        if (user is null)
            return;
        var address = Request.Connection.RemoteIpAddress?.ToString();
        problem = AccountForm.PasswordMistake(Password, Repeated) ?? await Links.UseAsync(user, Code!, Password!, address);
        if (problem is null && await Flow.EnterAsync(user, "with a link to a new password", Request) == SignInOutcome.SignedIn)
            Navigation.NavigateTo("account?said=password");
    }
}
