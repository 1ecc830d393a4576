using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The time left by the server's clock. It says so when five minutes and one minute are left, and when none is.</summary>
public sealed partial class QuizTimer : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Spoken = TimeSpan.FromSeconds(20);
    static readonly (TimeSpan At, string DisplayText)[] Announcements =
        [(TimeSpan.FromMinutes(5), "5 minutes left"), (TimeSpan.FromMinutes(1), "1 minute left")];

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
        announcement = Announcements.Where(each => left <= each.At && left > each.At - Spoken).Select(each => each.DisplayText).FirstOrDefault();
        StateHasChanged();
        if (left > TimeSpan.Zero || up)
            return;
        up = true;
        await TimeUp.InvokeAsync();
    }

    public void Dispose() => timer?.Dispose();
}
