using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Stands in place of the questions while the exam is paused. A candidate can end their own break.</summary>
public sealed partial class ExamPause : IDisposable
{
    readonly CancellationTokenSource gone = new();
    ElementReference heading;
    bool busy;
    bool trouble;

    /// <summary>The pause.</summary>
    [Parameter, EditorRequired]
    public PauseView Pause { get; set; } = null!;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Inject]
    SessionPauses Pauses { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    ILogger<ExamPause> Log { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The questions had the focus, and are hidden now.
        if (firstRender)
            await heading.FocusAsync();
    }

    async Task ContinueAsync()
    {
        if (busy)
            return;
        (busy, trouble) = (true, false);
        try
        {
            await Pauses.EndBreakAsync(Access, gone.Token);
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.BreakNotChanged(cause, Access.SessionId);
            trouble = true;
        }
        finally
        {
            busy = false;
        }
    }

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }
}
