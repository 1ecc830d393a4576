using MudBlazor;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What the monitor says about itself.</summary>
/// <param name="Id">For tests and styles.</param>
/// <param name="Title">A few words.</param>
/// <param name="Tone">"calm", "busy" or "loud".</param>
/// <param name="Icon">Says the same without words.</param>
/// <param name="Advice">What to know or do; null where all is well.</param>
internal sealed record MonitorLook(string Id, string Title, string Tone, string Icon, string? Advice = null)
{
    public static MonitorLook For(RoomConnection connection, WatchState watching) => (connection, watching) switch
    {
        (RoomConnection.Connecting, _) => new("connecting", "Connecting…", "busy", Icons.Material.Outlined.Sync),
        (RoomConnection.Reconnecting, _) => new(
            "reconnecting", "Reconnecting…", "loud", Icons.Material.Outlined.CloudOff, "The connection was lost. Answers shown as saved are kept. Go on as soon as you can."),
        (RoomConnection.OtherWindow, _) => new(
            "other_window", "Open in another window", "loud", Icons.Material.Outlined.Tab, "This exam is open in another window. Only one can be watched."),
        (RoomConnection.Refused, _) => new(
            "refused", "Monitoring has stopped", "loud", Icons.Material.Outlined.ErrorOutline, "The server no longer takes pictures for this exam. Load the page again."),
        (_, WatchState.Silent) => new(
            "silent", "No picture arrives", "loud", Icons.Material.Outlined.VideocamOff, "Check that the camera is on and your connection works. Go on with the exam meanwhile."),
        (_, WatchState.Blind) => new(
            "blind", "Pictures can't be read", "loud", Icons.Material.Outlined.VisibilityOff, "This is a fault on our side, and goes on record as such. Go on with the exam."),
        (_, WatchState.Paused) => new(
            "paused", "Monitoring is paused", "busy", Icons.Material.Outlined.PauseCircle, "The page around this exam paused it, and that goes on record. The clock goes on."),
        (_, WatchState.Active) => new("active", "Monitoring is on", "calm", Icons.Material.Outlined.CheckCircle),
        _ => new("waiting", "Monitoring starts…", "busy", Icons.Material.Outlined.Sync),
    };
}
