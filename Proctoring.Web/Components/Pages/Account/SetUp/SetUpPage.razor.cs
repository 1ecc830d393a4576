using Microsoft.AspNetCore.Components;
using Proctoring.Core.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.SetUp;

/// <summary>Creates the first administrator, for the person who has the set-up link from the server's console.</summary>
public sealed partial class SetUpPage
{
    bool holds;
    string? problem;

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "set-up")]
    public string? FullName { get; set; }

    [SupplyParameterFromForm(FormName = "set-up")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "set-up")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "set-up")]
    public string? Repeated { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal SetupLinks Links { get; set; } = null!;

    [Inject]
    internal FirstAdministrator First { get; set; } = null!;

    [Inject]
    internal StaffSignInFlow Flow { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        holds = await Links.HoldsNowAsync(Code, Request.RequestAborted);
        if (!holds)
            Request.Response.StatusCode = StatusCodes.Status410Gone;
    }

    async Task MakeAsync()
    {
        problem = AccountForm.Mistake(FullName, Email) ?? AccountForm.PasswordMistake(Password, Repeated);
        if (problem is not null || !holds)
            return;
        var address = Request.Connection.RemoteIpAddress?.ToString();
        (var user, problem) = await First.MakeAsync(Code, FullName!.Trim(), Email!.Trim(), Password!, address, Request.RequestAborted);
        holds = user is not null || problem is not null;
        if (user is not null && await Flow.EnterAsync(user, "with the set-up link", Request) == SignInOutcome.SignedIn)
            Navigation.NavigateTo("account?said=welcome");
    }
}
