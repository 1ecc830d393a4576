using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows beside the exam whether the monitoring works, what the camera sees, and what was recorded.</summary>
public sealed partial class ProctoringMonitor
{
    MonitorLook look = MonitorLook.For(RoomConnection.Connecting, WatchState.Waiting);
    IReadOnlyList<MonitorEntry> newest = [];

    /// <summary>What happened so far. Render again when it changes.</summary>
    [Parameter, EditorRequired]
    public MonitorLog Log { get; set; } = new();

    /// <summary>When the exam began, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime StartedAt { get; set; }

    /// <summary>How many events are listed.</summary>
    [Parameter]
    public int Listed { get; set; } = 10;

    /// <summary>The state of the page's connection.</summary>
    [Parameter]
    public RoomConnection Connection { get; set; }

    /// <summary>The state of the monitoring, as the server sees it.</summary>
    [Parameter]
    public WatchState Watching { get; set; }

    /// <summary>It is not known yet that the browser's line stands, so a silent camera may be the line's fault.</summary>
    [Parameter]
    public bool Settling { get; set; }

    /// <summary>The browser says that the camera gives pictures.</summary>
    [Parameter]
    public bool CameraLive { get; set; }

    /// <summary>The camera's picture.</summary>
    [Parameter]
    public RenderFragment? Camera { get; set; }

    /// <summary>The candidate takes the exam back from another window.</summary>
    [Parameter]
    public EventCallback UseThisWindow { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    protected override void OnParametersSet()
    {
        look = MonitorLook.For(Connection, Watching, Settling, CameraLive);
        newest = Log.Newest(Listed);
    }

    string Lasting(MonitorEntry entry) =>
        entry.EndedAt switch
        {
            null => $" · {L["Monitor_Continuing"]}",
            { } ended when ended == entry.BeganAt => "",
            { } ended => $" · {DisplayText.Duration(ended - entry.BeganAt)}",
        };
}
