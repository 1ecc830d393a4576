using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Proctors its content: asks for consent, checks service, camera and face, then shows the content with the monitor beside it. The
/// content exists only while the exam runs. See docs/components.md.</summary>
public sealed partial class ExamProctoring : IAsyncDisposable
{
    readonly CancellationTokenSource gone = new();
    RoomPhase phase = RoomPhase.Loading;
    SessionAccess? access;
    SessionView? view;
    RoomScript? script;
    StaffMessages? messages;
    RoomFeed? following;
    bool? canFullscreen;
    bool agreed;
    bool faceAgreed;
    ConsentTerms terms;
    bool noticeChanged;
    bool busy;
    bool ended;

    /// <summary>The calling system's id of the student.</summary>
    [Parameter, EditorRequired]
    public string StudentId { get; set; } = "";

    [Parameter, EditorRequired]
    public string ExamName { get; set; } = "";

    [Parameter, EditorRequired]
    public int TotalQuestions { get; set; }

    /// <summary>The time limit of the exam.</summary>
    [Parameter]
    public int Minutes { get; set; } = 60;

    /// <summary>An exam of this server, which supplies the name, the questions and the time limit.</summary>
    [Parameter]
    public string? ExamSlug { get; set; }

    /// <summary>The right to a session that was opened before, to resume it. Null resumes the session that this browser opened for the same
    /// student and exam, if it is not over; otherwise a new one opens after consent.</summary>
    [Parameter]
    public SessionAccess? Access { get; set; }

    /// <summary>Whether the exam itself is in the page around our frame, so that only the monitor is shown.</summary>
    [Parameter]
    public bool Sidecar { get; set; }

    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>The exam.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The content of the header: the time left, the submit button.</summary>
    [Parameter]
    public RenderFragment? Tools { get; set; }

    /// <summary>Called when a new session was opened. A page that stores the right elsewhere can resume the session from there.</summary>
    [Parameter]
    public EventCallback<SessionAccess> OnSessionOpened { get; set; }

    /// <summary>Called when the exam starts, and when a running exam is resumed.</summary>
    [Parameter]
    public EventCallback<SessionView> OnExamStarted { get; set; }

    /// <summary>Called when the exam is over: submitted, ended by the deadline or ended by staff.</summary>
    [Parameter]
    public EventCallback<ReportContent> OnExamEnded { get; set; }

    [Inject]
    SessionOpener Opener { get; set; } = null!;

    [Inject]
    SessionCloser Closer { get; set; } = null!;

    [Inject]
    SessionAccessStore Accesses { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    ILogger<ExamProctoring> Log { get; set; } = null!;

    // Components injected for the running part are in ExamProctoring.Running.cs, those for the checks in ExamProctoring.Checks.cs.
    string ConsentLead => L[noticeChanged ? "Room_NoticeChanged" : "Room_ConsentLead"];

    GivenConsent Consent =>
        new(ConsentText.Version, Language.Current.Code, faceAgreed)
        {
            Evidence = terms.Evidence,
            Screen = terms.Screen,
            Sound = terms.KeepsSound,
            RoomCamera = terms.RoomCamera != RoomCameraUse.Off,
        };

    string? slug => view is { Offer: ProctoringOffer.Required } or { ByInvitation: true } ? null : ExamSlug ?? view?.ExamSlug;

    /// <summary>Submits the exam. Can be called again after a failure; until then the exam continues.</summary>
    /// <param name="correctAnswers">The number of correct answers, if the questions are not this server's.</param>
    public Task EndAsync(int? correctAnswers = null) =>
        EndAsync(async right =>
        {
            await FinishAsync(await Closer.SubmitAsync(right, correctAnswers, gone.Token));
            return true;
        });

    /// <summary>Ends the exam because its time is up. It continues if time was added at the last moment.</summary>
    internal Task TimeOutAsync() =>
        EndAsync(async right =>
        {
            if (await Closer.TimeOutAsync(right, gone.Token) is not { } report)
                return false;
            await FinishAsync(report);
            return true;
        });

    /// <summary>Monitoring continues if the exam does: after a failure, which the caller logs, or if <paramref name="end"/> returns
    /// false.</summary>
    async Task EndAsync(Func<SessionAccess, Task<bool>> end)
    {
        if (access is null || ended)
            return;
        if (script is not null)
            await script.StopAsync();
        var over = false;
        try
        {
            over = await end(access);
        }
        finally
        {
            if (!over && script is not null && !gone.IsCancellationRequested)
                await script.StartAsync(view?.RulesOff ?? []);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await ArriveAsync();
        StateHasChanged();
    }

    /// <summary>Finds the session and shows its current stage; explains the fault if that fails.</summary>
    async Task ArriveAsync()
    {
        try
        {
            access ??= Access ?? await FindOwnAsync();
            if (access is null)
            {
                terms = await Opener.TermsAsync(ExamSlug, gone.Token);
                Show(RoomPhase.Consent);
            }
            else
            {
                await GoOnAsync();
            }
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.PageNotShown(cause, access?.SessionId);
            await ExplainAsync();
        }
    }

    /// <summary>The session that this browser opened for the same student and exam, if it is not over.</summary>
    async Task<SessionAccess?> FindOwnAsync()
    {
        if (StudentId.Length == 0 || await Accesses.FindAsync(StudentId, ExamName) is not { } stored)
            return null;
        if (await Opener.FindAsync(stored, gone.Token) is { Proctored: true, Finished: false })
            return stored;
        await Accesses.ForgetAsync(StudentId, ExamName);
        return null;
    }

    /// <summary>Shows why the exam does not go on, and offers to try again.</summary>
    internal async Task ExplainAsync()
    {
        (faultyBrowser, faults) = (false, await Readiness.ExplainAsync(gone.Token));
        Show(RoomPhase.Unwell);
        StateHasChanged();
    }

    /// <summary>Shows the current stage of the session.</summary>
    async Task GoOnAsync()
    {
        view = await Opener.FindAsync(access!, gone.Token);
        switch (view)
        {
            case null or { Proctored: false }:
                Show(RoomPhase.Closed);
                break;
            case { Finished: true }:
                await EndAsync();
                break;
            case { Consented: false }:
                terms = view.Terms;
                Show(RoomPhase.Consent);
                break;
            case { Status: SessionStatus.Running }:
                await RunAsync();
                break;
            default:
                await CheckServiceAsync();
                break;
        }
    }

    async Task OpenAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            // The session is already open if only a later step failed.
            if (access is null)
            {
                // A candidate must not agree to a text that they have not seen.
                if (await Opener.TermsAsync(ExamSlug, gone.Token) is var present && present != terms)
                {
                    (terms, noticeChanged, agreed) = (present, true, false);
                    return;
                }

                access = await Opener.OpenAsync(
                    new SessionRequest
                    {
                        StudentId = StudentId,
                        ExamSlug = ExamSlug,
                        ExamName = ExamName,
                        TotalQuestions = TotalQuestions,
                        Minutes = Minutes,
                        Language = Language.Current.Code,
                        Proctored = true,
                        Consented = agreed,
                        Consent = Consent,
                    },
                    gone.Token
                );
                await Accesses.KeepAsync(access);
                await Accesses.KeepAsync(StudentId, ExamName, access);
                await OnSessionOpened.InvokeAsync(access);
            }
            else if (view is { Consented: false })
            {
                // Opened by another system; only the candidate can agree.
                await Opener.ConsentAsync(access, Consent, gone.Token);
            }

            await GoOnAsync();
        }
        catch (Exception cause) when (cause is not ValidationException && !gone.IsCancellationRequested)
        {
            Log.PageNotShown(cause, access?.SessionId);
            await ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }

    async Task EnterAsync() =>
        script ??= await RoomScript.EnterAsync(Browser, access!, view?.Screen ?? ScreenCapture.Off, this, Log);

    void Show(RoomPhase next) => phase = next;

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        following?.Dispose();
        awaitingIdentity?.Dispose();
        if (script is not null)
            await script.DisposeAsync();
        gone.Dispose();
    }
}
