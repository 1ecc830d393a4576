using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Evidence;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Identity;

/// <summary>Lists the candidates whose identity a person must check, and takes the results. Candidates may wait for them, so the list
/// refreshes itself.</summary>
public sealed partial class IdentityPage : IDisposable
{
    static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(10);

    readonly Dictionary<Guid, string> notes = [];
    IReadOnlyList<IdentityCase>? cases;
    ITimer? timer;
    Guid? changing;
    bool busy;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal IdentityReviews Identities { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LoadAsync();
        timer = Time.CreateTimer(_ => _ = InvokeAsync(RefreshAsync), null, RefreshEvery, RefreshEvery);
    }

    async Task RefreshAsync()
    {
        if (!busy)
            await LoadAsync();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Identify) is { } viewer)
            cases = await Identities.ListAsync(viewer, CancellationToken.None);
        StateHasChanged();
    }

    async Task DecideAsync(IdentityCase one, bool confirmed)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Identify) is not { } viewer)
                return;
            var outcome = await Identities.DecideAsync(
                viewer,
                one.SessionId,
                one.Version,
                confirmed,
                notes.GetValueOrDefault(one.SessionId),
                CancellationToken.None
            );
            if (outcome == ReviewOutcome.Done)
            {
                notes.Remove(one.SessionId);
                changing = null;
            }
            else
                Snackbar.Add(
                    L[outcome == ReviewOutcome.Changed ? "IdentityPage_Changed" : "IdentityPage_NotStored"],
                    MudBlazor.Severity.Error
                );

            await LoadAsync();
        }
        catch (ValidationException mistake)
        {
            Snackbar.Add(RefusalOnPage.Sentence(mistake), MudBlazor.Severity.Error);
        }
        finally
        {
            busy = false;
        }
    }

    static string StateOf(IdentityCase one) =>
        one.Confirmed switch
        {
            null => "Open",
            true => "Confirmed",
            false => "NotConfirmed",
        };

    static string PictureOf(IdentityCase one, string what) => IdentityPictures.AddressOf(one.SessionId, what, one.Version);

    public void Dispose() => timer?.Dispose();
}
