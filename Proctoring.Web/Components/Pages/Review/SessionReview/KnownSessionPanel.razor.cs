using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Lets administrators mark a reviewed session as known, for the calibration of reviewers. Others see nothing of it.</summary>
public sealed partial class KnownSessionPanel
{
    KnownState? state;
    (Guid Session, int Version)? read;
    bool forAll;
    bool busy;

    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Inject]
    KnownSessions Known { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        // A verdict, or a decision before it, changes the session's version.
        if (read == (Case.Session.Id, Case.Version))
            return;
        if (read?.Session != Case.Session.Id)
            (state, forAll) = (null, false);
        read = (Case.Session.Id, Case.Version);
        await ActAsync((_, _) => Task.FromResult(ReviewOutcome.Done));
    }

    Task MarkAsync() => ActAsync((viewer, id) => Known.MarkAsync(viewer, id, forAll, default));

    Task UnmarkAsync() => ActAsync((viewer, id) => Known.UnmarkAsync(viewer, id, default));

    async Task ActAsync(Func<StaffViewer, Guid, Task<ReviewOutcome>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            // The session that was shown at the click: the page may show the next one before the rights are read.
            var id = Case.Session.Id;
            if (await Access.ViewerAsync(StaffPolicies.Read, default) is not { } viewer)
                return;
            await act(viewer, id);
            state = await FindAsync(viewer);
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Reads the state of the session that is shown. A session that comes meanwhile is read too, because nothing else reads it
    /// while this runs.</summary>
    async Task<KnownState?> FindAsync(StaffViewer viewer)
    {
        while (true)
        {
            var wanted = read;
            var found = await Known.FindAsync(viewer, Case.Session.Id, default);
            if (wanted == read)
                return found;
        }
    }
}
