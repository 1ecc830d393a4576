using Microsoft.AspNetCore.Components;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The quiet side of the exam page: whether the watching works, what the camera shows, and what was put on record.</summary>
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

    /// <summary>How the page's connection stands.</summary>
    [Parameter]
    public RoomConnection Connection { get; set; }

    /// <summary>How the server says that the watching stands.</summary>
    [Parameter]
    public WatchState Watching { get; set; }

    /// <summary>The camera's picture.</summary>
    [Parameter]
    public RenderFragment? Camera { get; set; }

    /// <summary>How the microphone stands: see <see cref="CameraReport.Microphone"/>.</summary>
    [Parameter]
    public string Microphone { get; set; } = "off";

    /// <summary>The candidate takes the exam back from another window.</summary>
    [Parameter]
    public EventCallback UseThisWindow { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    protected override void OnParametersSet()
    {
        look = MonitorLook.For(Connection, Watching);
        newest = Log.Newest(Listed);
    }

    static string Lasting(MonitorEntry entry) => entry.EndedAt switch
    {
        null => " · going on",
        { } ended when ended == entry.BeganAt => "",
        { } ended => $" · {DisplayText.Duration(ended - entry.BeganAt)}",
    };
}
