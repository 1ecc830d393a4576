using Microsoft.Extensions.Localization;
using MudBlazor;
using Proctoring.Core.Localization;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The appearance of the monitor's state.</summary>
/// <param name="Id">The name for tests and styles.</param>
/// <param name="Title">A few words.</param>
/// <param name="Tone">"calm", "busy" or "loud".</param>
/// <param name="Icon">The same as a symbol.</param>
/// <param name="Advice">What to know or do; null if everything works.</param>
internal sealed record MonitorLook(string Id, string Title, string Tone, string Icon, string? Advice = null)
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    static MonitorLook Starting => new("waiting", L["Monitor_waiting"], "busy", Icons.Material.Outlined.Sync);

    /// <summary>Chooses the look.</summary>
    /// <param name="connection">The state of the page's connection.</param>
    /// <param name="watching">The state of the monitoring, as the server sees it.</param>
    /// <param name="settling">Whether the browser has not confirmed its connection yet.</param>
    /// <param name="cameraLive">Whether the browser reports that the camera delivers pictures.</param>
    public static MonitorLook For(RoomConnection connection, WatchState watching, bool settling = false, bool cameraLive = false) =>
        (connection, watching) switch
        {
            (RoomConnection.Connecting, _) => new("connecting", L["Monitor_connecting"], "busy", Icons.Material.Outlined.Sync),
            (RoomConnection.Reconnecting, _) => new(
                "reconnecting",
                L["Monitor_reconnecting"],
                "loud",
                Icons.Material.Outlined.CloudOff,
                L["Monitor_reconnectingAdvice"]
            ),
            (RoomConnection.OtherWindow, _) => new(
                "other_window",
                L["Monitor_other_window"],
                "loud",
                Icons.Material.Outlined.Tab,
                L["Monitor_other_windowAdvice"]
            ),
            (RoomConnection.Refused, _) => new(
                "refused",
                L["Monitor_refused"],
                "loud",
                Icons.Material.Outlined.ErrorOutline,
                L["Monitor_refusedAdvice"]
            ),
            (_, WatchState.Silent) when cameraLive && settling => Starting,
            (_, WatchState.Silent) when cameraLive => new(
                "silent",
                L["Monitor_silent"],
                "loud",
                Icons.Material.Outlined.CloudOff,
                L["Monitor_silentLineAdvice"]
            ),
            (_, WatchState.Silent) => new(
                "silent",
                L["Monitor_silent"],
                "loud",
                Icons.Material.Outlined.VideocamOff,
                L["Monitor_silentCameraAdvice"]
            ),
            (_, WatchState.Blind) => new(
                "blind",
                L["Monitor_blind"],
                "loud",
                Icons.Material.Outlined.VisibilityOff,
                L["Monitor_blindAdvice"]
            ),
            (_, WatchState.Paused) => new(
                "paused",
                L["Monitor_paused"],
                "busy",
                Icons.Material.Outlined.PauseCircle,
                L["Monitor_pausedAdvice"]
            ),
            (_, WatchState.Active) => new("active", L["Monitor_active"], "calm", Icons.Material.Outlined.CheckCircle),
            _ => Starting,
        };
}
