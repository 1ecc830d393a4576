using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Sessions.Practice;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.SetupCheck;

namespace Proctoring.Web.Components.Pages.Candidate.CheckSetup;

/// <summary>A minute of monitoring without an exam. It shows the flags that the candidate would get, and why.</summary>
public sealed partial class PracticeMinute : IAsyncDisposable
{
    static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);

    IJSObjectReference? script;
    IJSObjectReference? sending;
    PracticeRun? run;
    ITimer? timer;
    IReadOnlyList<PracticeFlag> flags = [];
    long frames;
    bool over;
    bool full;

    /// <summary>Whether the camera runs.</summary>
    [Parameter, EditorRequired]
    public bool Ready { get; set; }

    [Inject]
    internal PracticeRuns Runs { get; set; } = null!;

    [Inject]
    internal SetupKeys Keys { get; set; } = null!;

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    TimeSpan Left => run is null ? TimeSpan.Zero : run.Began + PracticeRun.Length - Time.GetUtcNow().UtcDateTime;

    string Seconds => Math.Max(0, Left.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);

    async Task BeginAsync()
    {
        if (run is not null)
            return;
        (flags, frames, over, full) = ([], 0, false, false);
        if (Runs.Begin() is not { } begun)
        {
            full = true;
            return;
        }

        run = begun;
        try
        {
            script ??= await Browser.ImportModuleAsync("./js/setup/practice.js");
            sending = await script.InvokeAsync<IJSObjectReference>("practise", Keys.Issue(), begun.Id);
        }
        catch (JSException)
        {
            // The script could not be loaded. The result says that no pictures arrived, and the candidate can try again.
            await EndAsync();
            return;
        }

        timer = Time.CreateTimer(_ => _ = InvokeAsync(ShowAsync), null, ShowEvery, ShowEvery);
    }

    async Task ShowAsync()
    {
        if (run is null)
            return;
        (flags, frames) = (run.Flags, run.Frames);
        if (Left <= TimeSpan.Zero)
            await EndAsync();
        StateHasChanged();
    }

    async Task EndAsync()
    {
        if (run is not { } ending)
            return;
        await StopAsync();
        await Runs.EndAsync(ending, CancellationToken.None);
        (flags, frames, over) = (ending.Flags, ending.Frames, true);
        run = null;
    }

    async Task StopAsync()
    {
        if (timer is not null)
            await timer.DisposeAsync();
        timer = null;
        if (sending is not { } last)
            return;
        sending = null;
        await last.InvokeVoidAsync("stop");
        await last.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
            if (script is not null)
                await script.DisposeAsync();
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page has closed, and the script with it.
        }

        if (run is not null)
            await Runs.EndAsync(run, CancellationToken.None);
    }
}
