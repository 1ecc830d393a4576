using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Reports;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows the result of a session: the score, the answers and, with proctoring, the flags.</summary>
public sealed partial class ResultPage
{
    SessionAccess? access;
    ReportContent? report;
    ReviewState? review;
    string? download;
    bool running;
    bool looked;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The right to the session in a frame, which does not use our own pages' browser storage.</summary>
    [Parameter]
    public SessionAccess? Access { get; set; }

    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    [Inject]
    SessionAccessStore Accesses { get; set; } = null!;

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    ReportReader Reports { get; set; } = null!;

    [Inject]
    CandidateMessages Messages { get; set; } = null!;

    [Inject]
    OwnReportLinks Links { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string How =>
        report switch
        {
            { EndedByOthers: true } => "Ended",
            { TimedOut: true } => "TimedOut",
            { Expired: true } => "Expired",
            _ => "Submitted",
        };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        access = Access ?? await Accesses.FindAsync(Id);
        if (access is not null)
        {
            await Clock.LearnAsync();
            report = await Reports.FindAsync(access, CancellationToken.None);
            if (report is { Proctored: true, Practice: false })
            {
                review = await Messages.ReviewAsync(access, CancellationToken.None);
                download = Links.For(access);
            }

            running = report is null && await Opener.FindAsync(access, CancellationToken.None) is not null;
        }

        looked = true;
        StateHasChanged();
    }

    /// <summary>For a shared computer: after this, only another link of the host opens the result.</summary>
    async Task ForgetAsync()
    {
        await Accesses.ForgetAsync(Id);
        Navigation.NavigateTo("/");
    }
}
