using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>Lists, creates and revokes the API keys of other systems.</summary>
public sealed partial class KeysPage
{
    IReadOnlyList<ApiKey>? keys;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ApiKeyStore Ring { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not null)
            keys = await Ring.ListAsync(CancellationToken.None);
    }

    bool Opens(ApiKey key) => key.RevokedAt is null && !(key.ExpiresAt <= Time.GetUtcNow().UtcDateTime);

    string StateOf(ApiKey key) =>
        key switch
        {
            { RevokedAt: { } at } => L["KeysPage_RevokedOn", Day(at)],
            { ExpiresAt: { } at } => L[Opens(key) ? "KeysPage_ExpiresOn" : "KeysPage_ExpiredOn", Day(at)],
            _ => L["KeysPage_NoExpiry"],
        };

    string Day(DateTime utc) => DisplayText.Day(Clock.Local(utc));

    async Task MakeAsync()
    {
        var dialog = await Dialogs.ShowAsync<KeyDialog>();
        await dialog.Result;
        await LoadAsync();
    }

    async Task BrandAsync(ApiKey key)
    {
        var dialog = await Dialogs.ShowAsync<BrandingDialog>(
            null,
            new DialogParameters<BrandingDialog> { { shown => shown.Key, key } }
        );
        if (await dialog.Result is { Canceled: false })
            Snackbar.Add(L["KeysPage_BrandingSaved"], MudBlazor.Severity.Success);
    }

    async Task RevokeAsync(ApiKey key)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["KeysPage_RevokeTitle", key.Name],
            L["KeysPage_RevokeText"],
            yesText: L["KeysPage_Revoke"],
            cancelText: L["Manage_Back"]
        );
        if (sure is not true || await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        if (await Ring.RevokeAsync(key.Name, viewer, CancellationToken.None))
            Snackbar.Add(L["KeysPage_Revoked", key.Name], MudBlazor.Severity.Success);
        else
            Snackbar.Add(L["KeysPage_AlreadyRevoked"], MudBlazor.Severity.Info);
        await LoadAsync();
    }
}
