using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Account.MyAccount;

/// <summary>The viewer's own account: roles, password, passkeys, and signing out everywhere.</summary>
public sealed partial class MyAccountPage
{
    StaffUser? user;
    IList<string> roles = [];
    IList<UserPasskeyInfo> passkeys = [];
    (string Card, string Sentence)? problem;

    [SupplyParameterFromQuery]
    public string? Said { get; set; }

    [SupplyParameterFromForm]
    public string? KeyName { get; set; }

    [SupplyParameterFromForm(FormName = "add-passkey")]
    public string? Credential { get; set; }

    [SupplyParameterFromForm(FormName = "change-password")]
    public string? Present { get; set; }

    [SupplyParameterFromForm(FormName = "change-password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "change-password")]
    public string? Repeated { get; set; }

    [CascadingParameter]
    HttpContext Request { get; set; } = null!;

    [Inject]
    internal OwnAccount Account { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    string RecheckEvery => DisplayText.Duration(Options.Value.SignIn.RecheckEvery);

    string? Welcome => Said == "welcome" ? (string)L["Account_Welcome"] : null;

    protected override async Task OnInitializedAsync() => (user, roles, passkeys) = await Account.ReadAsync(Request);

    string? ProblemOf(string card) => problem is { } there && there.Card == card ? there.Sentence : null;

    string? GoodOf(string card) =>
        (card, Said) switch
        {
            ("passkey", "passkey-added") => (string)L["Passkeys_Added"],
            ("passkey", "passkey-renamed") => (string)L["Passkeys_Renamed"],
            ("passkey", "passkey-removed") => (string)L["Passkeys_Removed"],
            ("password", "password") => (string)L["Password_Set"],
            _ => null,
        };

    Task AddAsync() => DoAsync("passkey", "passkey-added", () => Account.AddPasskeyAsync(Request, user!, Credential, passkeys.Count));

    Task RenameAsync(UserPasskeyInfo key) =>
        DoAsync("passkey", "passkey-renamed", () => Account.RenamePasskeyAsync(Request, user!, key, KeyName));

    Task RemoveAsync(UserPasskeyInfo key) =>
        DoAsync("passkey", "passkey-removed", () => Account.RemovePasskeyAsync(Request, user!, key, passkeys.Count));

    Task ChangePasswordAsync() =>
        DoAsync(
            "password",
            "password",
            async () =>
                AccountForm.PasswordMistake(Password, Repeated)
                ?? await Account.ChangePasswordAsync(Request, user!, Present ?? "", Password!)
        );

    async Task SignOutEverywhereAsync()
    {
        if (user is null)
            return;
        await Account.SignOutEverywhereAsync(Request, user);
        Navigation.NavigateTo($"{StaffIdentity.SignInPath.FromBase()}?said=everywhere");
    }

    /// <summary>Runs the action, and redirects to the page, so that a reload does not repeat it.</summary>
    async Task DoAsync(string card, string said, Func<Task<string?>> work)
    {
        if (user is null)
            return;
        if (await work() is { } sentence)
            problem = (card, sentence);
        else
            Navigation.NavigateTo($"account?said={said}");
    }
}
