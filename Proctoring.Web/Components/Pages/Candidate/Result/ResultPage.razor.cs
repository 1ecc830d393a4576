using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Reports;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows the result of a session: the score, the answers and, with proctoring, the flags.</summary>
public sealed partial class ResultPage : IDisposable
{
    SessionAccess? access;
    ReportContent? report;
    ReviewState? review;
    string? download;
    IDisposable? following;
    bool running;
    bool readmitted;
    bool left;
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
    SessionFeed Feed { get; set; } = null!;

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
            await ReadAsync(access);
            // Staff can readmit the candidate.
            if (!left && report is { EndedByOthers: true } or { TimedOut: true })
                following = Feed.Follow(Id, news => _ = InvokeAsync(() => TakeAsync(news)));
        }

        looked = true;
        StateHasChanged();
    }

    async Task ReadAsync(SessionAccess held)
    {
        report = await Reports.FindAsync(held, CancellationToken.None);
        if (report is { Proctored: true, Practice: false })
        {
            review = await Messages.ReviewAsync(held, CancellationToken.None);
            download = Links.For(held).FromBase();
        }

        running = report is null && await Opener.FindAsync(held, CancellationToken.None) is not null;
    }

    async Task TakeAsync(SessionNews news)
    {
        if (left || access is null || news is not (DeadlineNews or MissedNews))
            return;
        try
        {
            await ReadAsync(access);
            readmitted |= running;
            StateHasChanged();
        }
        catch (Exception cause)
        {
            // Nothing awaits this task.
            await DispatchExceptionAsync(cause);
        }
    }

    public void Dispose()
    {
        left = true;
        following?.Dispose();
    }

    /// <summary>For a shared computer: after this, only another link of the host opens the result.</summary>
    async Task ForgetAsync()
    {
        await Accesses.ForgetAsync(Id);
        Navigation.NavigateTo(".");
    }
}
