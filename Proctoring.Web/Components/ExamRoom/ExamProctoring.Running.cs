using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

// The running exam: events from the server and from the page's own script.
public sealed partial class ExamProctoring
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>The explanations of acts that are off during the exam, as attributes that js/proctoring/guard-note.js reads.</summary>
    readonly Dictionary<string, object> guardNotes = RuleCatalog
        .Default.Rules.Where(rule => BrowserActs.All.Contains(rule.Kind.Id))
        .ToDictionary(rule => $"data-{rule.Kind.Id.Replace('_', '-')}", rule => (object)RuleText.Advice(rule.Kind));

    bool silenceConfirmed;
    bool askingForSilence;
    bool examPaused;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    IRunningSessions Running { get; set; } = null!;

    [Inject]
    MonitorReader Monitor { get; set; } = null!;

    [Inject]
    ReportReader Reports { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    internal RoomConnection Connection { get; private set; }

    DateTime StartedAt => view?.StartedAt ?? Time.GetUtcNow().UtcDateTime;

    /// <summary>Called by the script when the connection for frames changes.</summary>
    [JSInvokable]
    public Task ConnectionChanged(string state) =>
        InvokeAsync(() =>
        {
            Connection = state switch
            {
                "connected" => RoomConnection.Connected,
                "other_window" => RoomConnection.OtherWindow,
                "refused" => RoomConnection.Refused,
                _ => RoomConnection.Reconnecting,
            };
            StateHasChanged();
        });

    /// <summary>Called by the script when it switches to another way of encoding pictures.</summary>
    /// <param name="path">"worker" or "page".</param>
    /// <param name="reason">Why the script left the worker; null if the worker works again.</param>
    [JSInvokable]
    public void CapturePathChanged(string path, string? reason) =>
        Log.CapturePath(access?.SessionId, path == "page" ? path : "worker", Shorten(reason ?? "it works again"));

    // The text comes from a browser and must not fill the log.
    static string Shorten(string text) => new([.. text.Take(200).Where(letter => !char.IsControl(letter))]);

    /// <summary>The state of this page for the proctor, in the terms of the record.</summary>
    string DescribePage() =>
        $"camera: {camera.Status}{(camera.Failure is { } failure ? $" ({failure})" : "")}; microphone: {camera.Microphone}; "
        + $"connection: {Connection}; monitoring: {following?.Watching}";

    void FeedChanged()
    {
        if (following?.Watching != WatchState.Silent)
            silenceConfirmed = false;
        else if (!silenceConfirmed && !askingForSilence)
            _ = ConfirmSilenceAsync();
        StateHasChanged();
    }

    /// <summary>Whether no picture arrives because of the connection. Until the browser confirms its connection, the connection is at fault
    /// and not the camera.</summary>
    async Task ConfirmSilenceAsync()
    {
        askingForSilence = true;
        while (
            !ended && !gone.IsCancellationRequested && script is not null && following?.Watching == WatchState.Silent && !silenceConfirmed
        )
        {
            silenceConfirmed = await script.LineStandsAsync();
            if (!silenceConfirmed)
                await PauseAsync();
        }

        askingForSilence = false;
        if (!gone.IsCancellationRequested)
            StateHasChanged();
    }

    async Task RunAsync()
    {
        // At once with the other questions to the browser: each takes a round trip.
        var learning = Clock.LearnAsync().AsTask();
        following ??= new RoomFeed(
            Feed,
            access!.SessionId,
            Time,
            () => _ = InvokeAsync(FeedChanged),
            () => _ = InvokeAsync(FinishedElsewhereAsync),
            () => _ = InvokeAsync(CatchUpAsync),
            () => _ = InvokeAsync(TakeScreen)
        );
        await following.CatchUpAsync(Monitor, Running, access!, gone.Token);
        var fullscreen =
            canFullscreen is null && !Sidecar
                ? RoomScript.CanFullscreenAsync(Browser)
                : Task.FromResult(canFullscreen == true);
        await EnterAsync();
        if (flaggedEarly)
            TakeScreen();
        canFullscreen = await fullscreen;
        await learning;
        // A reloaded page does not know about a pause; the page around repeats its request.
        await Running.ResumeAsync(access!.SessionId);
        await OnExamStarted.InvokeAsync(view);
        Show(RoomPhase.Running);
        StateHasChanged();
        // The script must store the state: a single call would be lost if the page is disconnected now.
        while (script is not null && !ended && !gone.IsCancellationRequested && !await script.StartAsync(view?.RulesOff ?? []))
            await PauseAsync();
    }

    /// <summary>Stops or starts the sending of pictures in a pause of the exam, which the server knows.</summary>
    internal async Task FollowPauseAsync(bool paused)
    {
        // Most exams never pause, and the browser's answer costs a round trip before the first question.
        var changed = paused || examPaused;
        examPaused = paused;
        if (changed && script is not null && !ended)
            await (paused ? script.PauseAsync() : script.ResumeAsync());
    }

    /// <summary>Pauses monitoring if the exam is running and its policy allows the host page to do so. The timer continues, and the pause
    /// is on record.</summary>
    /// <param name="why">The reason in a few words.</param>
    public async Task<PauseAnswer> PauseWatchingAsync(string why)
    {
        if (phase != RoomPhase.Running || script is null || ended)
            return PauseAnswer.NotRunning;
        // Recorded first: pictures that still arrive then belong to the pause, and no missing picture lacks a reason.
        var answer = await Running.PauseAsync(access!.SessionId, why);
        if (answer == PauseAnswer.Paused)
            await script.PauseAsync();
        return answer;
    }

    /// <summary>Resumes monitoring.</summary>
    public async Task ResumeWatchingAsync()
    {
        if (phase != RoomPhase.Running || script is null || ended)
            return;
        await Running.ResumeAsync(access!.SessionId);
        if (!examPaused)
            await script.ResumeAsync();
    }

    internal async Task UseThisWindowAsync()
    {
        if (script is not null)
            await script.UseThisWindowAsync();
    }

    /// <summary>Reads the state again, because news may have been missed.</summary>
    async Task CatchUpAsync()
    {
        try
        {
            if (following is not null && !ended)
                await following.CatchUpAsync(Monitor, Running, access!, gone.Token);
            if (await Opener.FindAsync(access!, gone.Token) is { Finished: true })
                await FinishedElsewhereAsync();
            else
                StateHasChanged();
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            // The database may be away. What follows is news again, and the end of the exam is noticed by its refused pictures.
            Log.ReportNotRead(cause, access?.SessionId);
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }

    /// <summary>Called when the time ran out, or another window submitted the exam. Retries until the report is found and the browser is
    /// notified.</summary>
    async Task FinishedElsewhereAsync()
    {
        while (!ended && !gone.IsCancellationRequested)
        {
            try
            {
                if (await Reports.FindAsync(access!, gone.Token) is { } report)
                {
                    await FinishAsync(report);
                    return;
                }
            }
            catch (Exception cause) when (!ended && !gone.IsCancellationRequested)
            {
                // The database may be unavailable. The exam is over anyway, and the next attempt reads the report.
                Log.ReportNotRead(cause, access?.SessionId);
            }
            catch (Exception cause)
            {
                // Either the page has closed, or the page around this component failed. Nothing awaits this task.
                if (!gone.IsCancellationRequested)
                    await DispatchExceptionAsync(cause);
                return;
            }

            await PauseAsync();
        }
    }

    async Task FinishAsync(ReportContent? report)
    {
        // A single call would miss a browser that is disconnected: it would not reach the result, and its camera would stay on.
        while (script is not null && !ended && !await script.StopAsync())
        {
            if (gone.IsCancellationRequested)
                return;
            await PauseAsync();
        }

        if (ended)
            return;
        ended = true;
        Show(RoomPhase.Ended);
        StateHasChanged();
        following?.Dispose();
        if (script is { } leaving)
        {
            script = null;
            await leaving.DisposeAsync();
        }

        if (report is not null)
            await OnExamEnded.InvokeAsync(report);
    }

    async Task PauseAsync()
    {
        try
        {
            await Task.Delay(BetweenTries, Time, gone.Token);
        }
        catch (OperationCanceledException)
        {
            // The page has closed.
        }
    }
}
