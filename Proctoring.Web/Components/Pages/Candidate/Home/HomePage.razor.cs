using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Candidate.Start;

namespace Proctoring.Web.Components.Pages.Candidate.Home;

/// <summary>Lists the quizzes, each with and without proctoring, and the candidate's own sessions: running ones first, results
/// below.</summary>
public sealed partial class HomePage : IDisposable
{
    IReadOnlyList<ExamView>? exams;
    IReadOnlyList<CandidateSession> open = [];
    IReadOnlyList<CandidateSession> finished = [];
    ITimer? end;

    [Inject]
    ExamCatalog Shelf { get; set; } = null!;

    [Inject]
    internal GuestSessions Guests { get; set; } = null!;

    [Inject]
    internal OwnSessions Own { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (Guests.Allowed)
            exams = [.. (await Shelf.ListAsync(CancellationToken.None)).Where(exam => exam.Admission != ExamAdmission.Invitation)];
    }

    // The rights are in the browser's storage, which is not available before the first render.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !Guests.Allowed)
            return;
        await Clock.LearnAsync();
        await ReadOwnAsync();
    }

    async Task ReadOwnAsync()
    {
        var own = await Own.ReadAsync();
        finished = [.. own.Where(session => session.Finished)];
        open =
        [
            .. own.Where(session => session.Status == SessionStatus.Running),
            // Of several attempts that never started, only the last can be meant.
            .. own.Where(session => session.Status == SessionStatus.Preparing).DistinctBy(session => session.ExamName),
        ];
        ReadAgainAtTheEnd();
        StateHasChanged();
    }

    /// <summary>When the time of a running exam is up, its result takes its place.</summary>
    void ReadAgainAtTheEnd()
    {
        end?.Dispose();
        if (open.Min(session => session.EndsAt) is not { } first)
            return;
        // The server ends a session shortly after its deadline.
        var wait = first - Time.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(5);
        end = Time.CreateTimer(
            _ => _ = InvokeAsync(ReadOwnAsync),
            null,
            wait > TimeSpan.FromSeconds(5) ? wait : TimeSpan.FromSeconds(5),
            Timeout.InfiniteTimeSpan
        );
    }

    static string Start(ExamView exam, bool proctored) => $"exams/{exam.Slug}/start?proctored={(proctored ? "true" : "false")}";

    public void Dispose() => end?.Dispose();
}
