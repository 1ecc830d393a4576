using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Shows the time left. The browser counts, so that the time also runs without a connection; the server's clock corrects it
/// regularly and decides when the time is up. Announces when five minutes and one minute are left.</summary>
public sealed partial class QuizTimer : IDisposable
{
    /// <summary>The interval of corrections: a browser's own count drifts while the computer sleeps.</summary>
    static readonly TimeSpan CorrectEvery = TimeSpan.FromSeconds(15);

    /// <summary>The minutes left at which the timer makes an announcement.</summary>
    static readonly int[] Announced = [5, 1];

    ITimer? correction;
    ITimer? end;
    DateTime awaited;
    bool up;

    /// <summary>The deadline, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTime EndsAt { get; set; }

    /// <summary>Called once when the time is up.</summary>
    [Parameter]
    public EventCallback TimeUp { get; set; }

    [Inject]
    TimeProvider Time { get; set; } = null!;

    string Announcements =>
        JsonSerializer.Serialize(Announced.Select(minutes => new { at = 60 * minutes, text = L.Plural("Timer_Minutes", minutes) }));

    TimeSpan Left => EndsAt - Time.GetUtcNow().UtcDateTime;

    /// <summary>The time for which <see cref="Seconds"/> holds, in milliseconds since 1970. The browser needs it for updates that arrive
    /// late, after a lost connection.</summary>
    string At => Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    string Seconds => Math.Max(0, Left.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            correction = Time.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, CorrectEvery, CorrectEvery);
        // Extra time moves the end.
        if (awaited == EndsAt)
            return;
        (awaited, up) = (EndsAt, false);
        end?.Dispose();
        end = Time.CreateTimer(_ => _ = InvokeAsync(EndAsync), null, Left > TimeSpan.Zero ? Left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    async Task EndAsync()
    {
        if (up)
            return;
        if (Left > TimeSpan.Zero)
        {
            // A timer may fire a moment early, or the clock was set back.
            end?.Change(Left, Timeout.InfiniteTimeSpan);
            return;
        }

        up = true;
        StateHasChanged();
        await TimeUp.InvokeAsync();
    }

    public void Dispose()
    {
        correction?.Dispose();
        end?.Dispose();
    }
}
