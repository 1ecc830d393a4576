using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>The keys of other systems: which there are, making one, revoking one.</summary>
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
            { RevokedAt: { } at } => $"Revoked on {Day(at)}",
            { ExpiresAt: { } at } => Opens(key) ? $"Ends on {Day(at)}" : $"Ended on {Day(at)}",
            _ => "Holds until it is revoked",
        };

    string Day(DateTime utc) => Clock.Local(utc).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    async Task MakeAsync()
    {
        var dialog = await Dialogs.ShowAsync<KeyDialog>();
        await dialog.Result;
        await LoadAsync();
    }

    async Task RevokeAsync(ApiKey key)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Revoke the key “{key.Name}”?",
            "The system that uses it is refused from its next call on. This can't be undone; you would make a new key.",
            yesText: "Revoke",
            cancelText: "Go back"
        );
        if (sure is not true || await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        if (await Ring.RevokeAsync(key.Name, viewer, CancellationToken.None))
            Snackbar.Add($"The key “{key.Name}” opens nothing any more.", MudBlazor.Severity.Success);
        else
            Snackbar.Add("It was revoked already.", MudBlazor.Severity.Info);
        await LoadAsync();
    }
}
