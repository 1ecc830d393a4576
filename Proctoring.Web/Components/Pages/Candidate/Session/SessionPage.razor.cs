using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components.Pages.Candidate.Session;

/// <summary>Shows one session at its present stage: checks, quiz or result.</summary>
public sealed partial class SessionPage
{
    SessionAccess? access;
    bool looked;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    SessionAccessStore Accesses { get; set; } = null!;

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    // The right to the session is in the browser's storage, which is not available before the first render.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        var found = await Accesses.FindAsync(Id);
        var view = found is null ? null : await Opener.FindAsync(found, CancellationToken.None);
        if (view is { Finished: true })
        {
            ShowResult();
            return;
        }

        access = view is null ? null : found;
        looked = true;
        StateHasChanged();
    }

    void ShowResult() => Navigation.NavigateTo($"sessions/{Id:D}/result", replace: true);
}
