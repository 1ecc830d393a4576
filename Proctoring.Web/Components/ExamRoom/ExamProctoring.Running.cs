using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

// The exam while it runs: what the page hears from the server and from its own script.
public sealed partial class ExamProctoring
{
    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    bool silenceConfirmed;
    bool askingForSilence;

    [Inject]
    SessionFeed Feed { get; set; } = null!;

    [Inject]
    LiveSessions Live { get; set; } = null!;

    [Inject]
    MonitorReader Monitor { get; set; } = null!;

    [Inject]
    ReportReader Reports { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    RoomConnection Connection { get; set; }

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

    /// <summary>Called by the script when pictures are made in another way.</summary>
    /// <param name="path">"worker" or "page".</param>
    /// <param name="reason">Why the worker was left; null if it works again.</param>
    [JSInvokable]
    public void CapturePathChanged(string path, string? reason) =>
        Log.CapturePath(access?.SessionId, path == "page" ? path : "worker", Shorten(reason ?? "it works again"));

    // The text comes from a browser and must not fill the log.
    static string Shorten(string text) => new([.. text.Take(200).Where(letter => !char.IsControl(letter))]);

    void FeedChanged()
    {
        if (following?.Watching != WatchState.Silent)
            silenceConfirmed = false;
        else if (!silenceConfirmed && !askingForSilence)
            _ = ConfirmSilenceAsync();
        StateHasChanged();
    }

    /// <summary>No picture arrives. Until the browser says that its line stands, the line is to blame and not the camera.</summary>
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
        await Clock.LearnAsync();
        following ??= new RoomFeed(
            Feed,
            access!.SessionId,
            Time,
            () => _ = InvokeAsync(FeedChanged),
            () => _ = InvokeAsync(FinishedElsewhereAsync)
        );
        await following.CatchUpAsync(Monitor, Live, access!, gone.Token);
        await EnterAsync();
        canFullscreen = !Sidecar && await script!.CanFullscreenAsync();
        // A page that was loaded again knows of no pause; whoever asked for it says so again.
        Live.Find(access!.SessionId)?.Resume();
        await OnExamStarted.InvokeAsync(view);
        Show(RoomPhase.Running);
        StateHasChanged();
        // Once only said, it would be lost where the page is away just now.
        while (script is not null && !ended && !gone.IsCancellationRequested && !await script.StartAsync())
            await PauseAsync();
    }

    /// <summary>Stops watching for a while, where the exam runs and its policy lets the page around do so. The clock goes on, and the pause
    /// is on record.</summary>
    /// <param name="why">Who asked for it, in a few words.</param>
    public async Task<PauseAnswer> PauseWatchingAsync(string why)
    {
        if (phase != RoomPhase.Running || script is null || ended)
            return PauseAnswer.NotRunning;
        // On record first: pictures that still come are then part of the pause, and none is missed without a reason.
        var answer = Live.Find(access!.SessionId)?.Pause(why) ?? PauseAnswer.NotRunning;
        if (answer == PauseAnswer.Paused)
            await script.PauseAsync();
        return answer;
    }

    /// <summary>Watches again.</summary>
    public async Task ResumeWatchingAsync()
    {
        if (phase != RoomPhase.Running || script is null || ended)
            return;
        Live.Find(access!.SessionId)?.Resume();
        await script.ResumeAsync();
    }

    async Task UseThisWindowAsync() => await script!.UseThisWindowAsync();

    /// <summary>The time ran out, or the exam was handed in from another window. Tried until the report was found and the browser was
    /// told.</summary>
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
                // The database may be away. The exam is over all the same, and the report is read again.
                Log.ReportNotRead(cause, access?.SessionId);
            }
            catch (Exception cause)
            {
                // Either the page has gone, or the page around this component failed. Nobody awaits this task.
                if (!gone.IsCancellationRequested)
                    await DispatchExceptionAsync(cause);
                return;
            }

            await PauseAsync();
        }
    }

    async Task FinishAsync(ReportContent? report)
    {
        // A browser that is away for a while would not be brought to the result, and its camera would stay on.
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
            // The page has gone.
        }
    }
}
