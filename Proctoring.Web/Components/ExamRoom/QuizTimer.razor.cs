using Microsoft.AspNetCore.Components;
using Proctoring.Core.Localization;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The time left by the server's clock. It says so when five minutes and one minute are left, and when none is.</summary>
public sealed partial class QuizTimer : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Spoken = TimeSpan.FromSeconds(20);
    static readonly int[] Announced = [5, 1];

    ITimer? timer;
    string? announcement;
    bool up;

    /// <summary>When the time is up, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime EndsAt { get; set; }

    /// <summary>Called once when the time is up.</summary>
    [Parameter]
    public EventCallback TimeUp { get; set; }

    [Inject]
    TimeProvider Time { get; set; } = null!;

    TimeSpan Left => EndsAt - Time.GetUtcNow().UtcDateTime;

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            timer = Time.CreateTimer(_ => _ = InvokeAsync(TickAsync), null, Second, Second);
    }

    async Task TickAsync()
    {
        var left = Left;
        announcement = Announced.Where(minutes => left <= TimeSpan.FromMinutes(minutes) && left > TimeSpan.FromMinutes(minutes) - Spoken)
            .Select(minutes => (string)L.Plural("Timer_Minutes", minutes)).FirstOrDefault();
        StateHasChanged();
        if (left > TimeSpan.Zero || up)
            return;
        up = true;
        await TimeUp.InvokeAsync();
    }

    public void Dispose() => timer?.Dispose();
}
