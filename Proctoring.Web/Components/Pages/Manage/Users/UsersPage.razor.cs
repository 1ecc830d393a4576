using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>Lists the accounts of staff and changes them.</summary>
public sealed partial class UsersPage
{
    IReadOnlyList<StaffRow>? rows;

    /// <summary>The text that filters the list.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal StaffDirectory Directory { get; set; } = null!;

    [Inject]
    internal StaffAdministration Register { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    IEnumerable<StaffRow> Shown =>
        rows!.Where(row =>
            string.IsNullOrWhiteSpace(Q)
            || row.Name.Contains(Q.Trim(), StringComparison.CurrentCultureIgnoreCase)
            || row.Email.Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase)
        );

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    void SearchAsync(string? words) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(words) ? null : words.Trim()),
            replace: true
        );

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            rows = await Directory.ListAsync(viewer, CancellationToken.None);
    }

    Task InviteAsync() =>
        AskAsync<UserDialog>(
            new DialogParameters<UserDialog>
            {
                { dialog => dialog.Act, input => DoAsync(viewer => Register.InviteAsync(viewer, input.Name, input.Email, input.Roles)) },
            }
        );

    Task EditRolesAsync(StaffRow row) =>
        AskAsync<UserDialog>(
            new DialogParameters<UserDialog>
            {
                { dialog => dialog.Row, row },
                { dialog => dialog.Act, input => DoAsync(viewer => Register.SetRolesAsync(viewer, row.Id, input.Roles)) },
            }
        );

    Task SwitchOffAsync(StaffRow row) =>
        AskAsync<SwitchOffDialog>(
            new DialogParameters<SwitchOffDialog>
            {
                { dialog => dialog.Name, row.Name },
                { dialog => dialog.Act, reason => DoAsync(viewer => Register.SwitchAsync(viewer, row.Id, on: false, reason)) },
            }
        );

    Task SwitchOnAsync(StaffRow row) =>
        AtOnceAsync(viewer => Register.SwitchAsync(viewer, row.Id, on: true, null), L["UsersPage_CanSignIn", row.Name]);

    Task SignOutAsync(StaffRow row) =>
        AtOnceAsync(viewer => Register.SignOutEverywhereAsync(viewer, row.Id), L["UsersPage_SignedOut", row.Name]);

    Task MakeLinkAsync(StaffRow row) => AtOnceAsync(viewer => Register.MakeLinkAsync(viewer, row.Id), null);

    async Task AskAsync<TDialog>(DialogParameters parameters)
        where TDialog : ComponentBase
    {
        var dialog = await Dialogs.ShowAsync<TDialog>(null, parameters);
        if (await dialog.Result is { Canceled: false, Data: AccountOutcome outcome })
            await ShowAsync(outcome, L["UsersPage_Saved"]);
    }

    async Task AtOnceAsync(Func<StaffViewer, Task<AccountOutcome>> act, string? said) => await ShowAsync(await DoAsync(act), said);

    async Task<AccountOutcome> DoAsync(Func<StaffViewer, Task<AccountOutcome>> act) =>
        await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer
            ? await act(viewer)
            : new AccountOutcome(L["Manage_NotAllowed"]);

    async Task ShowAsync(AccountOutcome outcome, string? said)
    {
        if (outcome.Problem is { } problem)
            Snackbar.Add(problem, MudBlazor.Severity.Error);
        else if (outcome.Link is { } link)
            await Dialogs.ShowAsync<LinkDialog>(
                null,
                new DialogParameters<LinkDialog> { { dialog => dialog.Link, Navigation.ToAbsoluteUri(link.FromBase()).ToString() } }
            );
        else if (said is not null)
            Snackbar.Add(said, MudBlazor.Severity.Success);
        await LoadAsync();
    }
}
