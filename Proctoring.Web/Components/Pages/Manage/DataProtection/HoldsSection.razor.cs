using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Privacy;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Sets, lists and lifts legal holds.</summary>
public sealed partial class HoldsSection
{
    IReadOnlyList<HoldRow>? rows;
    HoldScope scope = HoldScope.Student;
    string? subject;
    string? reason;
    string? liftReason;
    string? problem;
    Guid? lifting;
    bool busy;
    bool live;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal LegalHolds Holds { get; set; } = null!;

    [Inject]
    internal ViewerClock Clock { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        live = true;
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            rows = await Holds.ListAsync(viewer, CancellationToken.None);
    }

    Task SetAsync() =>
        ActAsync(async viewer =>
        {
            await Holds.SetAsync(viewer, scope, subject ?? "", reason ?? "", CancellationToken.None);
            (subject, reason) = (null, null);
        });

    Task LiftAsync(LegalHold hold) =>
        ActAsync(async viewer =>
        {
            await Holds.LiftAsync(viewer, hold.Id, liftReason ?? "", CancellationToken.None);
            (lifting, liftReason) = (null, null);
        });

    async Task ActAsync(Func<Core.Storage.Staff.StaffViewer, Task> act)
    {
        if (busy)
            return;
        // Before the rights are read: a second click must find it.
        (busy, problem) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            await act(viewer);
            await LoadAsync();
        }
        catch (ValidationException mistake)
        {
            problem = L["Hold_Invalid", RefusalOnPage.Part(mistake)];
        }
        finally
        {
            busy = false;
        }
    }
}
