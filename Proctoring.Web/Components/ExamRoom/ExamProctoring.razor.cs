using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>
/// Proctors whatever it is put around: asks for consent, checks service, camera and face, then shows the content with the monitor beside
/// it.
/// The content is there only while the exam runs. See docs/components.md.
/// </summary>
public sealed partial class ExamProctoring : IAsyncDisposable
{
    readonly CancellationTokenSource gone = new();
    RoomPhase phase = RoomPhase.Loading;
    SessionAccess? access;
    SessionView? view;
    RoomScript? script;
    RoomFeed? following;
    bool canFullscreen;
    bool agreed;
    bool keepsSound;
    bool noticeChanged;
    bool busy;
    bool ended;

    /// <summary>The name under which the calling system knows the student.</summary>
    [Parameter, EditorRequired]
    public string StudentId { get; set; } = "";

    [Parameter, EditorRequired]
    public string ExamName { get; set; } = "";

    [Parameter, EditorRequired]
    public int TotalQuestions { get; set; }

    /// <summary>How long the exam lasts.</summary>
    [Parameter]
    public int Minutes { get; set; } = 60;

    /// <summary>An exam of this server; then name, questions and time are its own.</summary>
    [Parameter]
    public string? ExamSlug { get; set; }

    /// <summary>
    /// The right to a session that was opened before, to go on with it. Null goes on with the one that this browser opened for the same
    /// student
    /// and exam, where it is not over yet; else opens a new one after consent.
    /// </summary>
    [Parameter]
    public SessionAccess? Access { get; set; }

    /// <summary>The exam itself is in the page around our frame: only the monitor is shown.</summary>
    [Parameter]
    public bool Sidecar { get; set; }

    /// <summary>The frame that we are in; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>The exam.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What stands in the top line: the time left, the button to hand in.</summary>
    [Parameter]
    public RenderFragment? Tools { get; set; }

    /// <summary>A new session was opened; who keeps the right elsewhere can go on with it from there.</summary>
    [Parameter]
    public EventCallback<SessionAccess> OnSessionOpened { get; set; }

    /// <summary>The clock runs; also called when a running exam is resumed.</summary>
    [Parameter]
    public EventCallback<SessionView> OnExamStarted { get; set; }

    /// <summary>The exam is over, handed in or out of time.</summary>
    [Parameter]
    public EventCallback<ReportContent> OnExamEnded { get; set; }

    [Inject]
    SessionOpener Register { get; set; } = null!;

    [Inject]
    SessionCloser Closer { get; set; } = null!;

    [Inject]
    SessionAccessStore Keyring { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    ILogger<ExamProctoring> Log { get; set; } = null!;

    // Components injected for the running part are in ExamProctoring.Running.cs, those for the checks in ExamProctoring.Checks.cs.
    string ConsentLead => L[noticeChanged ? "Room_NoticeChanged" : "Room_ConsentLead"];

    string? slug => ExamSlug ?? view?.ExamSlug;

    /// <summary>Hands the exam in. Can be called again where it failed; the exam goes on meanwhile.</summary>
    /// <param name="correctAnswers">How many were right, where the questions are not this server's.</param>
    public async Task EndAsync(int? correctAnswers = null)
    {
        if (access is null || ended)
            return;
        ReportContent? report;
        if (script is not null)
            await script.StopAsync();
        try
        {
            report = await Closer.SubmitAsync(access, correctAnswers, gone.Token);
        }
        catch
        {
            // The caller logs it. The exam is not submitted, so the watching goes on.
            if (script is not null && !gone.IsCancellationRequested)
                await script.StartAsync();
            throw;
        }

        await FinishAsync(report);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await ArriveAsync();
        StateHasChanged();
    }

    /// <summary>Finds the session and goes where it stands; where that fails, says what does not work.</summary>
    async Task ArriveAsync()
    {
        try
        {
            access ??= Access ?? await FindOwnAsync();
            if (access is null)
            {
                keepsSound = await Register.WouldKeepSoundAsync(ExamSlug, gone.Token);
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

    /// <summary>The session that this browser opened for the same student and exam, where it is not over.</summary>
    async Task<SessionAccess?> FindOwnAsync()
    {
        if (StudentId.Length == 0 || await Keyring.FindAsync(StudentId, ExamName) is not { } kept)
            return null;
        if (await Register.FindAsync(kept, gone.Token) is { Proctored: true, Finished: false })
            return kept;
        await Keyring.ForgetAsync(StudentId, ExamName);
        return null;
    }

    async Task ExplainAsync()
    {
        (faultyBrowser, faults) = (false, await Readiness.ExplainAsync(gone.Token));
        Show(RoomPhase.Unwell);
    }

    /// <summary>Goes where the session stands.</summary>
    async Task GoOnAsync()
    {
        view = await Register.FindAsync(access!, gone.Token);
        switch (view)
        {
            case null or { Proctored: false }:
                Show(RoomPhase.Closed);
                break;
            case { Finished: true }:
                await EndAsync();
                break;
            case { Consented: false }:
                keepsSound = view.KeepsSound;
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
        busy = true;
        try
        {
            // Opened already where only the rest failed.
            if (access is null)
            {
                // Nobody agrees to what they did not read.
                if (await Register.WouldKeepSoundAsync(ExamSlug, gone.Token) != keepsSound)
                {
                    (keepsSound, noticeChanged, agreed) = (!keepsSound, true, false);
                    return;
                }

                access = await Register.OpenAsync(
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
                    },
                    gone.Token
                );
                await Keyring.KeepAsync(access);
                await Keyring.KeepAsync(StudentId, ExamName, access);
                await OnSessionOpened.InvokeAsync(access);
            }
            else if (view is { Consented: false })
            {
                // Opened by another system; only the candidate can agree.
                await Register.ConsentAsync(access, gone.Token);
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

    async Task EnterAsync() => script ??= await RoomScript.EnterAsync(Browser, access!, this, Log);

    void Show(RoomPhase next) => phase = next;

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        following?.Dispose();
        if (script is not null)
            await script.DisposeAsync();
        gone.Dispose();
    }
}
