using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.SignIn;

/// <summary>Signs staff in with a password, a passkey, or the operator's identity provider.</summary>
public sealed partial class SignInPage
{
    SignInOutcome? outcome;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>The reason for this page: signed-out, away, no-account.</summary>
    [SupplyParameterFromQuery]
    public string? Said { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    public string? Credential { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal StaffSignInFlow Flow { get; set; } = null!;

    [Inject]
    internal PasswordResets Resets { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    string ExternalSignIn => $"{ExternalSignInEndpoints.StartPath.FromBase()}?returnUrl={Uri.EscapeDataString(ReturnUrl ?? "")}";

    string? Problem =>
        (outcome, Said) switch
        {
            (SignInOutcome.Wrong, _) when Credential is not null => L["SignIn_UnknownPasskey"],
            (SignInOutcome.Wrong, _) => L["SignIn_Wrong"],
            (SignInOutcome.Locked, _) => L.Plural("SignIn_Locked", (long)Math.Ceiling(Options.Value.SignIn.LockFor.TotalMinutes)),
            (SignInOutcome.SwitchedOff, _) => L["SignIn_SwitchedOff"],
            (SignInOutcome.TooMany, _) => L["SignIn_TooMany"],
            (null, "no-account") => L["SignIn_NoAccount"],
            (null, "provider-failed") => L["SignIn_ProviderFailed"],
            _ => null,
        };

    string? Good => outcome is null && Said is "signed-out" or "everywhere" ? (string)L["SignIn_SignedOut"] : null;

    protected override async Task OnInitializedAsync()
    {
        // Signed-in staff have nothing to do here.
        if (HttpMethods.IsGet(Request.Request.Method) && await Request.StaffViewerAsync(StaffPolicies.Staff) is not null)
            Navigation.NavigateTo(LocalAddress.Or(ReturnUrl, StaffIdentity.HomePath.FromBase()));
    }

    async Task WithPasswordAsync() => Finish(await Flow.WithPasswordAsync((Email ?? "").Trim(), Password ?? "", Request));

    async Task WithPasskeyAsync() =>
        Finish(
            Credential is { Length: > 0 and < 20_000 } credential ? await Flow.WithPasskeyAsync(credential, Request) : SignInOutcome.Wrong
        );

    void Finish(SignInOutcome result)
    {
        outcome = result;
        if (result == SignInOutcome.SignedIn)
            Navigation.NavigateTo(LocalAddress.Or(ReturnUrl, StaffIdentity.HomePath.FromBase()));
        else
            Request.Response.StatusCode =
                result == SignInOutcome.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
    }
}
