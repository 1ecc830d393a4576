using Microsoft.AspNetCore.Components;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.ForgotPassword;

/// <summary>Sends a member of staff a link to a new password. The page says the same for every address.</summary>
public sealed partial class ForgotPasswordPage
{
    string? problem;
    string? good;

    [SupplyParameterFromForm(FormName = "forgot-password")]
    public string? Email { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal PasswordResets Resets { get; set; } = null!;

    async Task AskAsync()
    {
        if (await Resets.AskAsync((Email ?? "").Trim(), Request))
        {
            good = L["ForgotPassword_Sent"];
            return;
        }

        problem = L["SignIn_TooMany"];
        Request.Response.StatusCode = StatusCodes.Status429TooManyRequests;
    }
}
