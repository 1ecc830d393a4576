using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Says in one line during the exam that the phone sends no picture, and shows a new code on demand. It covers nothing and blocks
/// nothing.</summary>
public sealed partial class RoomCameraLine : IDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    ITimer? timer;
    bool connected = true;
    bool open;
    bool looking;
    bool gone;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Inject]
    IRunningSessions Running { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ILogger<RoomCameraLine> Log { get; set; } = null!;

    protected override void OnInitialized() => timer = Time.CreateTimer(_ => _ = InvokeAsync(LookAsync), null, LookEvery, LookEvery);

    async Task LookAsync()
    {
        if (looking || gone)
            return;
        looking = true;
        try
        {
            var now = (await Running.LookAtRoomAsync(Access.SessionId)).Connected;
            if (gone || now == connected)
                return;
            connected = now;
            StateHasChanged();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Log.NoPhoneLook(cause, Access.SessionId);
        }
        finally
        {
            looking = false;
        }
    }

    public void Dispose()
    {
        gone = true;
        timer?.Dispose();
    }
}
