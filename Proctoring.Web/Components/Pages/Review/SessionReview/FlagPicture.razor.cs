using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Observations;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows the picture of a flag with its boxes, plays the strip around it, and enlarges it.</summary>
public sealed partial class FlagPicture : IDisposable
{
    /// <summary>The position of the best picture, which is beside the strip.</summary>
    const int Still = -1;

    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    CancellationTokenSource? playback;
    int position = Still;
    Guid loaded;

    [Parameter, EditorRequired]
    public CaseFlag Flag { get; set; } = null!;

    /// <summary>Whether the areas that the model marked are drawn over the picture.</summary>
    [Parameter]
    public bool Boxes { get; set; }

    [Parameter]
    public EventCallback OnToggleBoxes { get; set; }

    /// <summary>The address of a picture for this viewer.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    /// <summary>The address of the photo from the start of the session; null if it is not compared or does not exist.</summary>
    [Parameter]
    public string? StartPhoto { get; set; }

    /// <summary>The similarity of that photo to the enrolled one, 0–1; null if no one is enrolled.</summary>
    [Parameter]
    public double? Similarity { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    /// <summary>Whether the picture fills the window.</summary>
    public bool Zoomed { get; private set; }

    bool Playing => playback is not null;

    string Title => RuleText.Title(Flag.Type, Flag.Title);

    /// <summary>The best picture: the last one.</summary>
    CasePicture? Best => Flag.Pictures.Count > 0 ? Flag.Pictures[^1] : null;

    int Frames => Flag.Strip?.Frames.Count ?? 0;

    (string Address, DateTime At, IReadOnlyList<Box> Boxes)? Shown =>
        Flag.Strip is { } strip && position >= 0 && position < strip.Frames.Count
            ? (AddressOfFrame(strip, position), strip.Frames[position].At, strip.Frames[position].Boxes)
        : Best is { } best ? (AddressOf(best.Id), best.TakenAt, best.Boxes)
        : null;

    string Caption =>
        position == Still || Flag.Strip is not { } strip
            ? L["Flag_TakenAt", At(Shown!.Value.At)]
            : L["Strip_Position", position + 1, Frames, At(strip.Frames[position].At), Offset(strip.Frames[position].At)];

    /// <summary>Shows another frame of the strip.</summary>
    public void Step(int by)
    {
        Stop();
        if (Frames == 0)
            return;
        var from = position == Still ? Nearest(Best!.TakenAt) : position;
        position = Math.Clamp(from + by, 0, Frames - 1);
        StateHasChanged();
    }

    /// <summary>Plays the strip from the shown frame, or from its beginning at the end; or pauses it.</summary>
    public Task TogglePlayAsync()
    {
        if (Playing)
            Stop();
        else if (Frames > 1)
        {
            position = position == Still || position == Frames - 1 ? 0 : position;
            playback = new CancellationTokenSource();
            _ = PlayAsync(playback.Token);
        }

        StateHasChanged();
        return Task.CompletedTask;
    }

    public void ToggleZoom()
    {
        Zoomed = !Zoomed && Shown is not null;
        StateHasChanged();
    }

    public void Dispose() => Stop();

    protected override void OnParametersSet()
    {
        if (loaded == Flag.Id)
            return;
        Stop();
        loaded = Flag.Id;
        // A report of the browser has no best picture; its moment in the strip is shown instead.
        position = Best is null && Frames > 0 ? Nearest(Flag.BeganAt) : Still;
    }

    async Task PlayAsync(CancellationToken stop)
    {
        try
        {
            while (position < Frames - 1)
            {
                var pause = Flag.Strip!.Frames[position + 1].At - Flag.Strip.Frames[position].At;
                await Task.Delay(
                    pause < ShortestPause ? ShortestPause
                        : pause > LongestPause ? LongestPause
                        : pause,
                    Time,
                    stop
                );
                position++;
                await InvokeAsync(StateHasChanged);
            }

            Stop();
            await InvokeAsync(StateHasChanged);
        }
        catch (OperationCanceledException)
        {
            // The reviewer paused, chose another picture or left.
        }
        catch (ObjectDisposedException)
        {
            // The page was closed during the playback.
        }
    }

    void Select(int index)
    {
        Stop();
        position = index;
    }

    void Stop()
    {
        playback?.Cancel();
        playback?.Dispose();
        playback = null;
    }

    int Nearest(DateTime at) => Enumerable.Range(0, Frames).MinBy(index => (Flag.Strip!.Frames[index].At - at).Duration());

    string AddressOfFrame(CaseStrip strip, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{AddressOf(strip.Id)}&frame={index}");

    /// <summary>The time relative to the beginning of the flag: "+1.5 s".</summary>
    string Offset(DateTime at) => (at - Flag.BeganAt).TotalSeconds.ToString("+0.0;−0.0;0.0", CultureInfo.CurrentCulture);

    string At(DateTime time) => Clock.TimeWithSeconds(time);

    static string Number(double fraction) => fraction.ToString("0.####", CultureInfo.InvariantCulture);
}
