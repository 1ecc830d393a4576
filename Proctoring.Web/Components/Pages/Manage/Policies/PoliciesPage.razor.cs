using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Policies;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Manage.ExamList;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>Lists the policies with their uses, and copies them.</summary>
public sealed partial class PoliciesPage
{
    IReadOnlyList<PolicyRow>? rows;
    bool live;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal PolicyReader Reader { get; set; } = null!;

    [Inject]
    internal PolicyStore Store { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    /// <summary>Whether the address shows archived policies.</summary>
    [SupplyParameterFromQuery]
    public bool Archived { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            rows = await Reader.ListAsync(viewer, Archived, CancellationToken.None);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        live = true;
        StateHasChanged();
    }

    void ShowArchived(bool archived) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("archived", archived ? true : (bool?)null), replace: true);

    async Task CopyAsync(string source)
    {
        var dialog = await Dialogs.ShowAsync<TitleDialog>(
            null,
            new DialogParameters<TitleDialog>
            {
                { box => box.Heading, $"Copy the policy “{source}”" },
                { box => box.Label, "Name: lower-case letters, digits, hyphens" },
                { box => box.Start, $"{source}-copy" },
                { box => box.Button, "Copy" },
            }
        );
        if (await dialog.Result is not { Canceled: false, Data: string name })
            return;
        if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            return;
        try
        {
            await Store.CopyAsync(viewer, source, name, CancellationToken.None);
            Navigation.NavigateTo($"manage/policies/{name}");
        }
        catch (PolicyRefusedException refusal)
        {
            Snackbar.Add(refusal.Message, MudBlazor.Severity.Error);
        }
    }
}
