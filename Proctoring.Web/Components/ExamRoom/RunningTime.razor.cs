using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows how long something has been running, by the server's clock.</summary>
public sealed partial class RunningTime : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    ITimer? timer;

    /// <summary>Since when, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime Since { get; set; }

    [Inject]
    TimeProvider Time { get; set; } = null!;

    TimeSpan Elapsed => Time.GetUtcNow().UtcDateTime - Since;

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            timer = Time.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, Second, Second);
    }

    public void Dispose() => timer?.Dispose();
}
