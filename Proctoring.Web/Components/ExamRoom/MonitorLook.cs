using MudBlazor;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What the monitor says about itself.</summary>
/// <param name="Id">For tests and styles.</param>
/// <param name="Title">A few words.</param>
/// <param name="Tone">"calm", "busy" or "loud".</param>
/// <param name="Icon">The same as a symbol.</param>
/// <param name="Advice">What to know or do; null if all is well.</param>
internal sealed record MonitorLook(string Id, string Title, string Tone, string Icon, string? Advice = null)
{
    static readonly MonitorLook Starting = new("waiting", "Monitoring starts…", "busy", Icons.Material.Outlined.Sync);

    /// <summary>Chooses the look.</summary>
    /// <param name="connection">The state of the page's connection.</param>
    /// <param name="watching">The state of the monitoring, as the server sees it.</param>
    /// <param name="settling">The line came back a moment ago.</param>
    /// <param name="cameraLive">The browser says that the camera gives pictures.</param>
    public static MonitorLook For(RoomConnection connection, WatchState watching, bool settling = false, bool cameraLive = false) => (connection, watching) switch
    {
        (RoomConnection.Connecting, _) => new("connecting", "Connecting…", "busy", Icons.Material.Outlined.Sync),
        (RoomConnection.Reconnecting, _) => new(
            "reconnecting", "Reconnecting…", "loud", Icons.Material.Outlined.CloudOff,
            "The connection was lost. Saved answers are safe. Continue with the exam; the page reconnects by itself."),
        (RoomConnection.OtherWindow, _) => new(
            "other_window", "Open in another window", "loud", Icons.Material.Outlined.Tab, "This exam is open in another window. Only one window can be monitored."),
        (RoomConnection.Refused, _) => new(
            "refused", "Monitoring has stopped", "loud", Icons.Material.Outlined.ErrorOutline, "The server no longer takes pictures for this exam. Reload the page."),
        (_, WatchState.Silent) when settling => Starting,
        (_, WatchState.Silent) when cameraLive => new(
            "silent", "No picture arrives", "loud", Icons.Material.Outlined.CloudOff,
            "Your camera works, but its pictures don't reach the server. Check your connection. You can continue with the exam."),
        (_, WatchState.Silent) => new(
            "silent", "No picture arrives", "loud", Icons.Material.Outlined.VideocamOff,
            "Your camera has stopped. Plug it in, or close other programs that use it. You can continue with the exam."),
        (_, WatchState.Blind) => new(
            "blind", "Pictures can't be read", "loud", Icons.Material.Outlined.VisibilityOff,
            "This is a fault on our side, and it is recorded as such. Continue with the exam."),
        (_, WatchState.Paused) => new(
            "paused", "Monitoring is paused", "busy", Icons.Material.Outlined.PauseCircle,
            "The page around this exam paused the monitoring, and that is recorded. The timer keeps running."),
        (_, WatchState.Active) => new("active", "Monitoring is on", "calm", Icons.Material.Outlined.CheckCircle),
        _ => Starting,
    };
}
