using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

// The exam while it runs: what the page hears from the server and from its own script.
public sealed partial class ExamProctoring
{
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
    public Task ConnectionChanged(string state) => InvokeAsync(() =>
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

    async Task RunAsync()
    {
        await Clock.LearnAsync();
        following ??= new RoomFeed(Feed, access!.SessionId, Time, () => _ = InvokeAsync(StateHasChanged), () => _ = InvokeAsync(FinishedElsewhereAsync));
        await following.CatchUpAsync(Monitor, Live, access!, gone.Token);
        await EnterAsync();
        canFullscreen = await script!.CanFullscreenAsync();
        await OnExamStarted.InvokeAsync(view);
        Show(RoomPhase.Running);
        StateHasChanged();
        await script.StartAsync();
    }

    async Task UseThisWindowAsync() => await script!.UseThisWindowAsync();

    /// <summary>The time ran out, or the exam was handed in from another window.</summary>
    async Task FinishedElsewhereAsync()
    {
        if (ended)
            return;
        if (script is not null)
            await script.StopAsync();
        await FinishAsync(await Reports.FindAsync(access!, gone.Token));
    }

    async Task FinishAsync(ReportContent? report)
    {
        if (ended)
            return;
        ended = true;
        Show(RoomPhase.Ended);
        following?.Dispose();
        if (report is not null)
            await OnExamEnded.InvokeAsync(report);
    }
}
