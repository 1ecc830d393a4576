using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Reports;

namespace Proctoring.Web.Components.Pages.Candidate.SharedResult;

/// <summary>Shows the result of an exam to the holder of a link from the API.</summary>
public sealed partial class SharedResultPage
{
    SessionAccess access = new(Guid.Empty, "");
    ReportContent? report;
    bool looked;

    [Parameter]
    public int ExamId { get; set; }

    [SupplyParameterFromQuery]
    public string? Key { get; set; }

    [Inject]
    ResultLinks Links { get; set; } = null!;

    [Inject]
    ReportReader Reports { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string How =>
        report switch
        {
            { EndedByOthers: true } => "EndedEarly",
            { TimedOut: true } => "TimedOut",
            { Expired: true } => "Expired",
            _ => "Submitted",
        };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        if (Key is not null && Links.Open(Key) is { } session)
        {
            await Clock.LearnAsync();
            // The link is the right; the pictures' own links need the session's id only.
            access = new SessionAccess(session, "");
            report = await Reports.OfLinkAsync(session, CancellationToken.None);
        }

        looked = true;
        StateHasChanged();
    }
}
