using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows beside the exam whether monitoring works, the camera's picture, and the recorded events.</summary>
public sealed partial class ProctoringMonitor
{
    MonitorLook look = MonitorLook.For(RoomConnection.Connecting, WatchState.Waiting);
    IReadOnlyList<MonitorEntry> newest = [];

    /// <summary>The events so far. Render again when they change.</summary>
    [Parameter, EditorRequired]
    public MonitorLog Log { get; set; } = new();

    /// <summary>The start of the exam, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime StartedAt { get; set; }

    /// <summary>The number of events in the list.</summary>
    [Parameter]
    public int Listed { get; set; } = 10;

    /// <summary>Whether the events are folded into one line.</summary>
    [Parameter]
    public bool Folded { get; set; }

    /// <summary>The state of the page's connection.</summary>
    [Parameter]
    public RoomConnection Connection { get; set; }

    /// <summary>The state of the monitoring, as the server sees it.</summary>
    [Parameter]
    public WatchState Watching { get; set; }

    /// <summary>Whether the browser has not confirmed its connection yet, so that the connection may explain a silent camera.</summary>
    [Parameter]
    public bool Settling { get; set; }

    /// <summary>Whether the browser reports that the camera delivers pictures.</summary>
    [Parameter]
    public bool CameraLive { get; set; }

    /// <summary>The camera's picture.</summary>
    [Parameter]
    public RenderFragment? Camera { get; set; }

    /// <summary>Called when the candidate takes the exam back from another window.</summary>
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
